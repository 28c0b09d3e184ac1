import fc from 'fast-check';

/** One of the texts that the given one lists, separated by white space. */
const oneOf = (list: string) => fc.constantFrom(...list.trim().split(/\s+/));

const key = oneOf('a b c key value constructor __proto__ é 1');
const field = oneOf('a b c key value constructor __proto__');

const text = fc.oneof(
  fc.constantFrom('', 'a b', 'Web App', '😀b', '\ud83d', 'a\nb', '\u007f', '\u2028', '\uffee', ' 1'),
  oneOf('a é x/y/z v1.2 12 0 -1 1e3 true null nan Infinity 2024-02-29T10:00:00Z 2024-02-29T10:00:00.123Z'),
  oneOf('2024-13-01T00:00:00Z 1969-12-31T23:59:59Z 2024-01-01T24:00:00Z 2024-06-30T23:59:60Z 2024-2-1T0:0:0Z'),
  fc.constantFrom('a long text of more than twenty-nine bytes', 'a long téxt of more than twenty-nine bytes'),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'aabbAZ019.-_/ \n\té^$+[]\\'), maxLength: 12 }),
);

const numberValue = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 3, 0.5, 1.5, 100, 1e15, 1e16, 2 ** 53, 1e21, 1e-7, 0.1, 0.00012, 1.1e300, 2 ** 64),
  fc.integer({ min: -5, max: 60 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(null, true, false),
    numberValue,
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    fc.array(text, { maxLength: 4 }),
    fc.array(numberValue, { maxLength: 4 }),
    fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 }),
  ),
}));

/** Any JSON value; half of them objects whose fields hold what mappings find there. */
export const randomInput = fc.oneof(
  value,
  fc.record({
    a: text,
    b: fc.oneof(fc.array(text, { maxLength: 4 }), fc.array(fc.record({ a: numberValue, b: text }), { maxLength: 4 })),
    c: numberValue,
    key: fc.oneof(fc.constant(null), fc.record({ a: text, b: numberValue, c: value })),
    value,
  }),
);

const literal = fc.oneof(
  oneOf('0 1 2 40 1.5 1.0 1e3 100000000000000000000 null true false {} [] "a" "" "/" "\\n" "\\u0041" "é"'),
  fc.constantFrom('" "', '"x y"', '", "', '"\\ud83d\\ude00"', '"a\\"b"'),
);

const atomOfPattern = oneOf(
  'a b A 0 . \\\\. \\\\d [.] [0-9] [a-z] [^a-z] [^\\\\p{L}0-9@_.+:/=-] [\\\\p{L}] - / é \\\\s (a) _ \\\\w [a-b_] [b-] [^/] [ab]|b [A-z] [a-Z]',
);
const pattern = fc
  .tuple(
    oneOf('^ _').map((start) => start.replace('_', '')),
    fc.array(fc.tuple(atomOfPattern, oneOf('_ _ _ + * ? {2} +? ++')), { minLength: 1, maxLength: 3 }),
    oneOf('$ _ _').map((end) => end.replace('_', '')),
  )
  .map(([start, atoms, end]) => start + atoms.map(([atom, times]) => atom + times.replace('_', '')).join('') + end);

const atom = fc.oneof(
  { arbitrary: field.map((name) => `.${name}`), weight: 6 },
  { arbitrary: literal, weight: 2 },
  oneOf('not type length tostring tonumber ascii_downcase ascii_upcase keys to_entries from_entries add any all'),
  oneOf('sort unique fromdateiso8601 fromdate first last empty tojson trim keys_unsorted reverse @uri @text @base64'),
  oneOf('. .[] .[]? .[0] .[-1] .[1:] .[:-1] .[:2] .[-2:1] .. .a.b .b[0].a .key.a? .b[].a .b[]?.b .a[0:1]'),
  fc.tuple(field, oneOf('? [] []? [0] [-1]? [:1] ."a" .["b"] ["c"]? ."key"? .[0]')).map(([a, b]) => `.${a}${b}`),
  fc
    .tuple(oneOf('test contains startswith endswith ltrimstr rtrimstr split join has index'), literal)
    .map(([name, one]) => `${name}(${one})`),
  fc
    .tuple(oneOf('test(P) gsub(P;"") gsub(P;"-") sub(P;"$&") test(P;"i")'), pattern)
    .map(([call, one]) => `(.a | ${call.replace('P', () => `"${one}"`)})`),
);

const operators = '| | | | , // and or == != < <= > >= + - * / %';
const functions =
  'map map map select any all first sort_by max_by with_entries min_by has join split startswith contains';

const { wellFormed } = fc.letrec<{ wellFormed: string }>((tie) => {
  const inner = tie('wellFormed');
  const pair = fc.tuple(inner, inner);
  return {
    wellFormed: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      atom,
      fc.tuple(inner, oneOf(operators), inner, oneOf('_ +')).map(([left, operator, right, space]) => {
        const gap = space === '_' || /^[a-z]/.test(operator) ? ' ' : '';
        return `${left}${gap}${operator}${gap}${right}`;
      }),
      fc.tuple(oneOf(functions), inner).map(([name, one]) => `${name}(${one})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `if ${a} then ${b} else ${c} end`),
      fc.tuple(inner, oneOf('? .a [0] [] [1:] .a? ."b" []?')).map(([a, b]) => `(${a})${b}`),
      fc.tuple(field, inner, inner).map(([name, a, b]) => `{${name}, x: (${a}), (${b}): 1, "y": .a}`),
      fc.tuple(field, inner).map(([name, a]) => `{${name}: ${a}}`),
      inner.map((a) => `[${a}]`),
      pair.map(([a, b]) => `if ${a} then ${b} end`),
      pair.map(([a, b]) => `"<\\(${a})-\\(${b})>"`),
      pair.map(([a, b]) => `(${a})[${b}]`),
      pair.map(([a, b]) => `try (${a}) catch (${b})`),
      pair.map(([a, b]) => `try ${a} | ${b}`),
    ),
  };
});

/** Expressions that jq takes, and some that it may not: a character changed, added or lost. */
export const randomExpression = fc.oneof(
  { arbitrary: wellFormed, weight: 8 },
  {
    arbitrary: fc
      .tuple(
        wellFormed,
        fc.nat(),
        fc.nat({ max: 2 }),
        oneOf('. | ? [ ] ( ) " \\ 0 a : , / - = _ @ { } # $ ; ..').map((sign) => sign.replace('_', ' ')),
      )
      .map(([whole, at, lost, added]) => {
        const place = at % (whole.length + 1);
        return whole.slice(0, place) + added + whole.slice(place + lost);
      }),
    weight: 2,
  },
);

/** Expressions that mostly look at one field only. */
export const randomFieldExpression = fc
  .tuple(field, randomExpression, fc.constantFrom('', ' | tojson', ' | . as $x | $x', ' | getpath(["a"])'))
  .map(([name, one, end]) => `.${name} | ${one}${end}`);
