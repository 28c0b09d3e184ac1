/** The sentence of jq's report on standard error, without its prefix and the excerpt with carets. */
export function jqMessage(stderr: string): string {
  const [line = ''] = stderr.split('\n');
  return line.replace(/^jq: (?:error(?: \(at [^)]*\))?: )?/, '');
}
