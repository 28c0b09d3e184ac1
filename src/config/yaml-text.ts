import { type DocumentOptions, LineCounter, type ParseOptions, parseDocument, type SchemaOptions } from 'yaml';
import { ConfigError, type ConfigIssue } from '../errors.ts';

/**
 * Turns YAML or JSON (which YAML contains) into plain data. Throws a ConfigError with each syntax error's line and
 * column; the messages do not quote the text, which may hold a secret.
 */
export function parseYaml(
  text: string,
  file: string,
  options: ParseOptions & DocumentOptions & SchemaOptions,
): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter, prettyErrors: false });
  const issues = document.errors.map(({ message, pos }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return { path: `line ${line}, column ${col}`, message: withoutQuotation(message), origin: `file ${file}` };
  });
  if (issues.length > 0) throw unreadable(file, issues);
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    // Aliases are resolved here: one without an anchor, or so many that the data would explode.
    const message = withoutQuotation(cause instanceof Error ? cause.message : 'cannot be read');
    throw unreadable(file, [{ path: 'aliases', message, origin: `file ${file}` }]);
  }
}

/** The parser puts what it found behind a colon. */
function withoutQuotation(message: string): string {
  return message.split(': ')[0] ?? message;
}

function unreadable(file: string, issues: readonly ConfigIssue[]): ConfigError {
  return new ConfigError(`The file ${file} is not valid YAML or JSON`, issues);
}
