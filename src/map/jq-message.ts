import { InternalError } from '../errors.ts';

/** jq's exit code for a program that does not compile (jq's manual: "Invoking jq"). */
export const compileErrorCode = 3;

/** The sentence of jq's report on standard error, without its prefix and the excerpt with carets. */
export function jqMessage(stderr: string): string {
  const [line = ''] = stderr.split('\n');
  return line.replace(/^jq: (?:error(?: \(at [^)]*\))?: )?/, '');
}

/** For a program that does not compile although it did when it was checked; `stderr` is jq's report. */
export function uncompiled(stderr: string): InternalError {
  return new InternalError(`jq does not compile a program that was checked: ${jqMessage(stderr)}`);
}
