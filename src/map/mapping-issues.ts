import type { z } from 'zod';
import { nearest } from '../nearest.ts';
import { shorten } from '../shorten.ts';

type Issue = z.core.$ZodIssue;

interface Explained {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** What is wrong in a reader's words; of a union that did not fit only the alternative that came nearest. */
export function explain(issue: Issue, parents: readonly PropertyKey[] = []): readonly Explained[] {
  const path = [...parents, ...issue.path];
  if (issue.code !== 'invalid_union') return [{ path, message: message(issue) }];
  if (issue.errors.length === 0) return [{ path, message: unknownKind(issue) }];

  const alternatives = issue.errors.map((issues) => issues.flatMap((inner) => explain(inner, path)));
  const partlyRight = alternatives.find((found) => found.every((inner) => inner.path.length > path.length));
  if (partlyRight !== undefined) return partlyRight;
  return [
    { path, message: isOurs(issue) ? withInput(issue.message, issue.input) : withInput(oneOf(issue), issue.input) },
  ];
}

function message(issue: Exclude<Issue, { code: 'invalid_union' }>): string {
  if (issue.input === undefined && issue.code === 'invalid_type') {
    return isOurs(issue) ? issue.message : `is missing: expected ${issue.expected}`;
  }
  return issue.code === 'custom' ? issue.message : withInput(expectation(issue), issue.input);
}

/** Whether the schema brought the message along, where zod would make up one. */
function isOurs({ message }: Issue): boolean {
  return !message.startsWith('Invalid input');
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`;
  if (issue.code !== 'invalid_value') return issue.message.replace(/^[^:]+: /, '');
  const values = issue.values.map(String).join(', ');
  return issue.values.length === 1 ? `expected ${values}` : `expected one of ${values}`;
}

function oneOf(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  const expectations = issue.errors.flatMap((issues) => issues.slice(0, 1).map(expectation));
  return [...new Set(expectations)].join(' or ').replaceAll(' or expected', ' or');
}

function unknownKind(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  // zod reports the whole object and the name of the discriminator.
  const { input } = issue;
  const kind: unknown = typeof input === 'object' && input !== null ? Reflect.get(input, 'kind') : undefined;
  const kinds = ('options' in issue ? (issue.options ?? []) : []).map(String);
  if (typeof kind !== 'string') return `is missing: expected one of ${kinds.join(', ')}`;
  const meant = nearest(kind, kinds);
  const hint = meant === undefined ? `expected one of ${kinds.join(', ')}` : `did you mean ${meant}?`;
  return `unknown kind ${JSON.stringify(kind)}; ${hint}`;
}

const maxShown = 60;

function withInput(text: string, input: unknown): string {
  if (input === undefined) return text;
  const shown = typeof input === 'object' && input !== null ? describeObject(input) : JSON.stringify(input);
  return `${text}, got ${shorten(shown, maxShown)}`;
}

function describeObject(input: object): string {
  return Array.isArray(input) ? 'an array' : 'an object';
}
