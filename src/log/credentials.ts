import { REDACTED } from './mask.ts';

/** Names whose values are credentials, whatever they look like: `runners_token`, `DB_PASSWORD`, `apiKey`, `AccountKey`. */
const NAME = String.raw`(?:pass(?:word|wd|phrase)|pwd|secret|token|credential|authorization|(?:api|access|account|private|secret|signing|encryption)[-_. ]?key)s?(?:[-_]?(?:value|hash|\d+))?`;

const NAME_AT_END = new RegExp(`${NAME}$`, 'i');

/** A value after its name: in quotes, in quotes that are escaped themselves, or a word; YAML puts signs before it. */
const VALUE = String.raw`(?:\\+"[^"]*|\\+'[^']*|"(?:[^"\\]|\\.)*|'(?:[^'\\]|\\.)*|[^\s"',;&<>]+)`;

/** What may be a credential, where masking too much does no harm; the first group stays. */
const SUSPECTS: readonly RegExp[] = [
  /(authorization["'\\]*\s*[:=]\s*["'\\]*\w+ +)[^\s"',]+/gi,
  new RegExp(String.raw`(${NAME}["'\\]*\s*(?:=>|:=|[:=])\s*(?:[|>][-+]?\s+|- +)?)${VALUE}`, 'gi'),
  // A user name in a URL that is as long as a token.
  /(:\/\/)[^\s/:@"']{16,}(?=@)/g,
  // AWS: a secret access key has no mark but its length.
  /()(?<![\w+/])(?=[a-z\d+/]*[A-Z])(?=[A-Z\d+/]*[a-z])(?=[A-Za-z+/]*\d)[A-Za-z\d+/]{40}(?![\w+/])/g,
  // OpenAI and others; what follows the mark has digits, where a name such as sk-learn-extensions has none.
  /()(?<![\w-])sk-(?=[\w-]*\d)[\w-]{20,}/g,
];

/** Whether what stands under a name is a credential by its name. */
export function isCredentialName(name: string): boolean {
  return NAME_AT_END.test(name);
}

/** Replaces what may be a credential of a stranger in a text: stricter than the mask of this program's own outputs. */
export function maskSuspects(text: string): string {
  let masked = text;
  for (const suspect of SUSPECTS) masked = masked.replace(suspect, `$1${REDACTED}`);
  return masked;
}
