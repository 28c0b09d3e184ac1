import { JqFailure } from './engine.ts';

/**
 * One JSON text a line, as jq reads a stream. A lone surrogate (a truncated emoji) becomes U+FFFD: jq refuses its
 * escape and would drop the rest of the stream.
 */
export function encodeRecords(records: readonly unknown[]): string {
  const text = guardDepth(() => records.map((record) => JSON.stringify(record)).join('\n'));
  return replaceLoneSurrogates(text);
}

/** The outputs of jq, one for each of `count` records. */
export function decodeOutputs(text: string, count: number): readonly unknown[] {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length !== count) {
    throw new JqFailure('breakdown', `jq gave ${lines.length} results for ${count} objects`);
  }
  return guardDepth(() => lines.map((line): unknown => JSON.parse(line)));
}

/** JSON.stringify escapes lone surrogates (as `\ud83d`) and nothing else of that form. */
export function replaceLoneSurrogates(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replaceAll(/\\(?:ud[0-9a-f]{3}|.)/g, (text) => (text.startsWith('\\ud') ? '\ufffd' : text));
}

function guardDepth<Result>(convert: () => Result): Result {
  try {
    return convert();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new JqFailure('breakdown', 'the object is too large or nested too deeply', { cause: error });
    }
    throw error;
  }
}
