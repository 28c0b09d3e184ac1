import { Lexer } from 'yaml';

/** The deepest nesting of a value that is taken over: parsers and writers of JSON and YAML call themselves for each level. */
export const MAX_DEPTH = 300;

/** Whether a YAML text may be nested so deeply that parsing it would exhaust the stack; may say yes for a shallow one. */
export function mayNestTooDeeply(text: string): boolean {
  return blockDepth(text) > MAX_DEPTH || (countOpenings(text) > MAX_DEPTH && flowDepth(text) > MAX_DEPTH);
}

/** Levels of block collections take at least one column each: of indentation, or of `- - -` in one line. */
function blockDepth(text: string): number {
  let deepest = 0;
  for (const [start] of text.matchAll(/^(?:[ \t]|[-?:](?=[ \t\r\n]|$))+/gm)) deepest = Math.max(deepest, start.length);
  return deepest;
}

function countOpenings(text: string): number {
  return text.match(/[[{]/g)?.length ?? 0;
}

/** The lexer walks without calling itself, and knows a bracket from a letter in a text. */
function flowDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
  }
  return deepest;
}
