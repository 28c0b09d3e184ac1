import { delimiter } from 'node:path';
import { z } from 'zod';

/*
 * Every source gives text (or a list of text), as the environment does; the schemas turn it into values. The messages
 * say what is expected; what was found is added where the setting is not a secret.
 */

const text = (expected = 'expected text') =>
  z
    .string({ error: expected })
    .trim()
    .min(1, expected)
    // Azure Pipelines leaves the name of a variable that is not defined where its value should be.
    .refine(
      (value) => !/^\$\([\w.]+\)$/.test(value),
      `${expected}, found the name of a pipeline variable that is not defined`,
    );

/** Text that is not empty, without the white space around it. */
export const Text = text();

/** Text that goes into a header of HTTP, which takes no other characters. */
export const HeaderText = text().regex(
  /^[\x20-\x7e]+$/,
  'expected letters of ASCII, digits and signs without line breaks',
);

/** A secret; one with white space or unprintable characters inside cannot be a header's value and was copied wrongly. */
export const Secret = text().regex(/^[\x21-\x7e]+$/, 'expected printable characters without spaces or line breaks');

const WORDS = { truthy: ['true', '1', 'yes', 'on', 't', 'y'], falsy: ['false', '0', 'no', 'off', 'f', 'n'] };

/** A boolean in any of the words that Ocean (pydantic) takes, in any case. */
export const Bool = text('expected true or false').pipe(
  z.stringbool({ ...WORDS, error: 'expected true or false (or 1/0, yes/no, on/off)' }),
);

const decimal = (expected: string) =>
  text(expected)
    .regex(/^\d+(\.\d+)?$/, expected)
    .transform(Number);

/** A duration in seconds, fractions allowed. */
export const Seconds = decimal('expected a number of seconds above 0').pipe(
  z.number().positive('expected a number of seconds above 0'),
);

/** A whole number from 1 to `most`. */
export function count(most: number) {
  const expected = `expected a whole number from 1 to ${most}`;
  return decimal(expected).pipe(z.int(expected).min(1, expected).max(most, expected));
}

const UNITS: Readonly<Record<string, number>> = { b: 1, kb: 1e3, mb: 1e6, kib: 1024, mib: 1024 ** 2 };
const MAX_BYTES = 64 * 1024 ** 2;

/** A size in bytes, at most 64 MiB: a whole number, with or without a unit (B, KB, KiB, MB, MiB). */
export const Bytes = text('expected a size such as 512KiB').transform((value, context) => {
  const [, number, unit = 'b'] = /^(\d+) ?([kmi]*b)?$/i.exec(value) ?? [];
  const bytes = Number(number) * (UNITS[unit.toLowerCase()] ?? Number.NaN);
  if (bytes >= 1 && bytes <= MAX_BYTES) return bytes;
  context.addIssue({ code: 'custom', message: 'expected a size from 1B to 64MiB, such as 512KiB' });
  return z.NEVER;
});

/** One of a few words, in any case; `synonyms` maps further spellings to them. */
export function choice<const Word extends string>(
  words: readonly Word[],
  synonyms: Readonly<Record<string, Word>> = {},
) {
  const expected = `expected one of ${words.join(', ')}`;
  return text(expected)
    .toLowerCase()
    .transform((word) => (Object.hasOwn(synonyms, word) ? synonyms[word] : word))
    .pipe(z.enum(words, expected));
}

/** A list: an array in a file, text with commas elsewhere. */
export const List = z
  .union(
    [z.string().transform((value) => value.split(',')), z.array(z.string())],
    'expected a list, separated by commas',
  )
  .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
  .pipe(z.array(z.string()).min(1, 'expected at least one item'));

/** Folders, separated by colons as in PATH; an array in a file. */
export const FolderList = z
  .union([z.string().transform((value) => value.split(delimiter)), z.array(z.string())], 'expected a list of folders')
  .transform((items) => items.map((item) => item.trim()).filter((item) => item !== ''))
  .pipe(z.array(z.string()).min(1, 'expected at least one folder'));

/** The address of a service: http or https, a sub-path is kept, trailing slashes are not; `expected` begins its messages. */
export function serviceUrl(expected = 'expected a URL') {
  return text(expected).transform((value, context) => {
    const problem = urlProblem(value, expected);
    if (problem === undefined) {
      const url = new URL(value);
      return url.origin + url.pathname.replace(/\/+$/, '');
    }
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

function urlProblem(value: string, expected: string): string | undefined {
  if (!/^https?:\/\//i.test(value)) {
    const remedy = /^[\w.-]+\.\w+(:\d+)?(\/|$)/.test(value) ? '; add https://' : '';
    return `${expected} that begins with http:// or https://${remedy}`;
  }
  if (!URL.canParse(value)) return expected;
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') return `${expected} without a user name or password in it`;
  if (url.search !== '' || url.hash !== '') return `${expected} without a query (?…) or fragment (#…)`;
  return undefined;
}

/** The address of a proxy; `host:port` alone means http, as curl reads it. */
export const ProxyUrl = text()
  .transform((value) => (/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`))
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'expected the URL of an HTTP proxy: http://host:port or https://host:port',
  );

/** Hosts that no proxy is used for; Port's documentation also writes whole URLs there, of which the host counts. */
export const NoProxy = text().transform((value) =>
  value
    .split(/[\s,]+/)
    .map((entry) => (entry.includes('://') && URL.canParse(entry) ? new URL(entry).host : entry))
    .filter((entry) => entry !== '')
    .join(','),
);

/** Minutes; the cron text that the Helm chart allows in this place is no interval and gives undefined. */
export const Minutes = text().transform((value, context) => {
  if (/^\d+$/.test(value)) return Number(value);
  if (value.split(/\s+/).length >= 5) return undefined;
  context.addIssue({ code: 'custom', message: 'expected a whole number of minutes' });
  return z.NEVER;
});
