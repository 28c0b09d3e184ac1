import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** Colours a text, or does not. */
export type Style = (format: Format, text: string) => string;

/** `NO_COLOR` and `FORCE_COLOR` decide, then whether the stream is a terminal. */
export function createStyle(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const coloured = isColoured(stream, environment);
  // Node would look at its own streams; the decision was made above.
  return (format, text) => (coloured ? styleText(format, text, { validateStream: false }) : text);
}

export function isColoured(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (environment['NO_COLOR']) return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && environment['TERM'] !== 'dumb';
}
