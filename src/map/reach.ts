import { jqTokens } from './jq-tokens.ts';
import { type Cursor, createCursor, Unclear } from './token-cursor.ts';

/**
 * Whether the output of an expression can depend on this key of the object it is given. May say yes where it does
 * not, never no where it does.
 */
export function canTouch(expression: string, key: string): boolean {
  return expression.includes(key) || !readsNamedFieldsOnly(expression);
}

/**
 * The keys an expression may touch, and perhaps some more, where it looks at its object through fields that it spells
 * out and at nothing else of it; undefined where it may look at all of it.
 */
export function namedFields(expression: string): readonly string[] | undefined {
  if (!readsNamedFieldsOnly(expression)) return undefined;
  const tokens = jqTokens(expression) ?? [];
  return tokens.map((token) => (isString(token) ? token.slice(1, -1) : token.replace(/^\./, '')));
}

/** Whether an expression looks at its object through fields that it spells out, and at nothing else of it. */
function readsNamedFieldsOnly(expression: string): boolean {
  const tokens = jqTokens(expression);
  if (tokens === undefined) return false;
  try {
    const cursor = createCursor(tokens);
    return readPipe(cursor) === 'part' && cursor.peek() === undefined;
  } catch (error) {
    if (error instanceof Unclear) return false;
    throw error;
  }
}

/** What an expression gives: the whole object, or what can hold nothing but the fields that were named. */
type Sight = 'whole' | 'part';

const joins = new Set(['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '//', 'and', 'or']);
const withoutInput = new Set(['null', 'true', 'false', 'empty', 'now', 'env', 'infinite', 'nan']);
const closers = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
  ['"(', ')"'],
  ['if', 'end'],
]);
const ends = new Set([')', ']', '}', ')"', ')(', 'end', 'then', 'elif', 'else', ';', ':']);

/** `jq`: operators join terms that are given the same input; what stands behind a pipe sees what came out before it. */
function readPipe(cursor: Cursor, endsAtComma = false): Sight {
  const sight = readTerm(cursor);
  while (joins.has(cursor.peek() ?? '') || (!endsAtComma && cursor.peek() === ',')) {
    cursor.take();
    if (sight === 'whole' || readTerm(cursor) === 'whole') throw new Unclear();
  }
  if (!cursor.takeIf('|')) return sight;
  if (sight === 'whole') return readPipe(cursor, endsAtComma);
  skipPipe(cursor, endsAtComma);
  return 'part';
}

/** Passes over what is given parts only: whatever it is, it cannot see more. */
function skipPipe(cursor: Cursor, endsAtComma: boolean): void {
  const open: string[] = [];
  for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
    if (open.length === 0 && (ends.has(token) || (endsAtComma && token === ','))) return;
    // Its semicolon looks like one between arguments.
    if (token === 'def') throw new Unclear();
    cursor.take();
    const closer = closers.get(token);
    if (closer !== undefined) open.push(closer);
    else if (token !== ')(' && isCloser(token) && open.pop() !== token) throw new Unclear();
  }
}

function isCloser(token: string): boolean {
  return token === 'end' || token === ')"' || /^[)\]}]$/.test(token);
}

function readTerm(cursor: Cursor): Sight {
  let sight = readStart(cursor);
  for (;;) {
    const token = cursor.peek();
    if (token === '?') cursor.take();
    else if (token !== undefined && isField(token)) {
      cursor.take();
      sight = 'part';
    } else if (token === '.' && isString(cursor.peek(1))) {
      cursor.take();
      readKey(cursor, sight);
      sight = 'part';
    } else if (token === '[' || (token === '.' && cursor.peek(1) === '[')) {
      cursor.takeIf('.');
      cursor.expect('[');
      readIndex(cursor, sight);
      sight = 'part';
    } else return sight;
  }
}

function readStart(cursor: Cursor): Sight {
  const token = cursor.peek();
  if (token === undefined) throw new Unclear();
  // A path begins at the object; its first step is read as all others are.
  if (isField(token) || (token === '.' && isString(cursor.peek(1)))) return 'whole';
  cursor.take();
  if (token === '.') return 'whole';
  if (token === '(') return readUntil(cursor, ')');
  if (token === 'if') return readCondition(cursor);
  if (token === 'try') return readTry(cursor);
  if (/^[A-Za-z_]/.test(token)) return readCall(cursor, token);

  if (token === '-') expectPart(readTerm(cursor));
  else if (token === '[') readList(cursor);
  else if (token === '{') readObject(cursor);
  else if (token === '"(') readInterpolations(cursor);
  else if (token.startsWith('@')) readFormatted(cursor);
  else if (!isString(token) && !/^[$\d]|^\.\d/.test(token)) throw new Unclear();
  return 'part';
}

/** A key between dots: with the whole object as its input it must be spelled out. */
function readKey(cursor: Cursor, sight: Sight): void {
  const key = cursor.take();
  if (sight === 'whole' && !isPlainString(key)) throw new Unclear();
  if (key === '"(') readInterpolations(cursor);
}

function readIndex(cursor: Cursor, sight: Sight): void {
  if (sight === 'whole') {
    if (!isPlainString(cursor.take())) throw new Unclear();
    cursor.expect(']');
    return;
  }
  if (cursor.takeIf(']')) return;
  if (cursor.peek() !== ':') expectPart(readPipe(cursor));
  if (cursor.takeIf(':') && cursor.peek() !== ']') expectPart(readPipe(cursor));
  cursor.expect(']');
}

function readUntil(cursor: Cursor, end: string): Sight {
  const sight = readPipe(cursor);
  cursor.expect(end);
  return sight;
}

function readCondition(cursor: Cursor): Sight {
  expectPart(readUntil(cursor, 'then'));
  const sight = readPipe(cursor);
  const token = cursor.take();
  // `else` is optional (jq 1.7): without it the input passes.
  if (token === 'end') return 'whole';
  if (token !== 'else' && token !== 'elif') throw new Unclear();
  const other = token === 'elif' ? readCondition(cursor) : readUntil(cursor, 'end');
  return sight === 'whole' ? sight : other;
}

function readTry(cursor: Cursor): Sight {
  const sight = readTerm(cursor);
  if (!cursor.takeIf('catch')) return sight;
  const other = readTerm(cursor);
  return sight === 'whole' ? sight : other;
}

/** Functions see their input; these are known not to look, or not at more than they are told. */
function readCall(cursor: Cursor, name: string): Sight {
  if (cursor.peek() !== '(') {
    if (!withoutInput.has(name)) throw new Unclear();
    return 'part';
  }
  cursor.take();
  if (name === 'has') {
    if (!isPlainString(cursor.take())) throw new Unclear();
    cursor.expect(')');
    return 'part';
  }
  if (name !== 'select' && name !== 'first' && name !== 'error') throw new Unclear();
  expectPart(readUntil(cursor, ')'));
  return name === 'select' ? 'whole' : 'part';
}

function readList(cursor: Cursor): void {
  if (!cursor.takeIf(']')) expectPart(readUntil(cursor, ']'));
}

function readObject(cursor: Cursor): void {
  while (!cursor.takeIf('}')) {
    const key = cursor.take();
    if (key === '(') expectPart(readUntil(cursor, ')'));
    else if (key === '"(') readInterpolations(cursor);
    else if (!isString(key) && !/^[$A-Za-z_]/.test(key)) throw new Unclear();

    if (cursor.takeIf(':')) expectPart(readPipe(cursor, true));
    else if (!isPlainString(key) && !/^[$A-Za-z_]/.test(key)) throw new Unclear();
    if (cursor.peek() !== '}') cursor.expect(',');
  }
}

function readInterpolations(cursor: Cursor): void {
  do expectPart(readPipe(cursor));
  while (cursor.takeIf(')('));
  cursor.expect(')"');
}

/** `@base64 "…\(.a)"` looks into its text only, `@base64` alone at its input. */
function readFormatted(cursor: Cursor): void {
  const text = cursor.take();
  if (text === '"(') readInterpolations(cursor);
  else if (!isString(text)) throw new Unclear();
}

function expectPart(sight: Sight): void {
  if (sight === 'whole') throw new Unclear();
}

function isField(token: string): boolean {
  return /^\.[A-Za-z_]/.test(token);
}

function isString(token: string | undefined): boolean {
  return token?.startsWith('"') === true;
}

/** One that means what it spells: escapes could spell any key. */
function isPlainString(token: string): boolean {
  return isString(token) && token !== '"(' && !token.includes('\\');
}
