import { isDeeper } from '../nesting.ts';
import { JqFailure } from './engine.ts';

/**
 * How deeply an object that jq is given, and a value that an expression gives, may be nested. Writing a value overruns
 * the stack of jq-wasm from about 640 levels on, deleting paths in one from about 370, and nothing stops it there: it
 * overwrites its own memory. So much above what data have is the same with every jq.
 */
export const maxDepth = 300;

/** Levels of a `ProgramOutput` around the value that an expression gave: rows, row and cell. */
const levelsAround = 3;

/**
 * One JSON text a line, as jq reads a stream. A lone surrogate (a truncated emoji) becomes U+FFFD: jq refuses its
 * escape and would drop the rest of the stream.
 *
 * @throws {JqFailure} where one of them is more than jq may be given.
 */
export function encodeRecords(records: readonly unknown[]): string {
  if (records.some((record) => isDeeper(record, maxDepth))) {
    throw new JqFailure('breakdown', `the object is nested too deeply: more than ${maxDepth} levels`);
  }
  return replaceLoneSurrogates(stringify(records));
}

/**
 * The outputs of jq, one for each of `count` records.
 *
 * @throws {JqFailure} where they are not, or one of them is more than may be passed on.
 */
export function decodeOutputs(text: string, count: number): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length !== count) {
    throw new JqFailure('breakdown', `jq gave ${lines.length} results for ${count} objects`);
  }
  const outputs = parse(lines);
  if (outputs.some((output) => isDeeper(output, levelsAround + maxDepth))) {
    throw new JqFailure('breakdown', `gave a value that is nested too deeply: more than ${maxDepth} levels`);
  }
  return outputs;
}

/** JSON.stringify escapes lone surrogates (as `\ud83d`) and nothing else of that form. */
export function replaceLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replaceAll(/\\(?:ud[0-9a-f]{3}|.)/g, (text) => (text.startsWith('\\ud') ? '\ufffd' : text));
}

function stringify(records: readonly unknown[]): string {
  try {
    return records.map((record) => JSON.stringify(record)).join('\n');
  } catch (cause) {
    throw new JqFailure('breakdown', 'the object is too large for jq', { cause });
  }
}

/** What is no JSON is of a jq that broke down without noticing. */
function parse(lines: readonly string[]): readonly unknown[] {
  try {
    return lines.map((line): unknown => JSON.parse(line));
  } catch (cause) {
    throw new JqFailure('breakdown', 'jq broke down: it gave no JSON, as where data are nested too deeply', { cause });
  }
}
