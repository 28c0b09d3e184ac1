/** A regular expression that means the same here and in jq, and the texts it does so for. */
export interface Pattern {
  readonly regex: RegExp;
  fits(text: string): boolean;
}

const plain = /^[\w \-/#@!:,;=~%&"'<>]+$/;
const atom = String.raw`(?:[\w \-/#@!:,;=~%&"'<>]|\\[.\-/\[\](){}+*?^$|\\]|\\d|\[\^?(?:[\w @.+:/=,;!#%~'"<>-]|\\p\{L\}|\\[.\-/\]\[\\])+\])`;
const quantifier = String.raw`(?:[+*?]|\{\d{1,2}\})?`;
const simple = new RegExp(`^\\^?(?:${atom}${quantifier}(?![+*?{]))+\\$?$`);
const mandatory = new RegExp(`${atom}(?![*?{])`);
const maxSteps = 1e7;

/**
 * A pattern of characters and classes, each perhaps repeated. What is more than plain characters fits short ASCII
 * texts only: classes beyond differ from jq's, and long texts could take too long.
 */
export function toPattern(source: string, flags: 'g' | ''): Pattern | undefined {
  if (plain.test(source)) return { regex: new RegExp(source, flags), fits: () => true };
  if (!simple.test(source) || !mandatory.test(source) || hasOddClass(source)) return undefined;
  const repeats = source.match(/[+*?{]/g)?.length ?? 0;
  return {
    // Unicode mode takes fewer escapes than jq.
    regex: new RegExp(source.replaceAll(String.raw`\p{L}`, 'A-Za-z'), flags),
    fits: (text) => !/[^ -~]/.test(text) && text.length ** (repeats + 1) <= maxSteps,
  };
}

/** Ranges with a class at an end, or backwards: jq and JavaScript part. */
function hasOddClass(source: string): boolean {
  const classes = source.match(/\[\^?(?:\\.|[^\]\\])+\]/g) ?? [];
  return classes.some((one) => {
    const inside = one
      .replace(/^\[\^?/, '')
      .slice(0, -1)
      .replaceAll(/\\p\{L\}|\d-\d|[a-z]-[a-z]|[A-Z]-[A-Z]/g, ' ');
    return inside.replaceAll(/\\./g, ' ').slice(0, -1).includes('-');
  });
}
