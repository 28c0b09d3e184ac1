import { invalidRequest } from './refusal.ts';

type Comparison = (actual: unknown) => boolean;

/** The operators of a search rule, spelt as Port spells them, but for `relatedTo`. */
export const OPERATORS = [
  ...['=', '!=', '>', '>=', '<', '<=', 'in', 'notIn', 'contains', 'doesNotContains', 'containsAny', 'matchAny'],
  ...['beginsWith', 'doesNotBeginsWith', 'endsWith', 'doesNotEndsWith', 'between', 'notBetween'],
  ...['isEmpty', 'isNotEmpty', 'isExpired', 'isNotExpired'],
] as const;

const OPPOSITES: Readonly<Record<string, string>> = {
  '!=': '=',
  notIn: 'in',
  doesNotContains: 'contains',
  doesNotBeginsWith: 'beginsWith',
  doesNotEndsWith: 'endsWith',
  notBetween: 'between',
  isNotEmpty: 'isEmpty',
  isNotExpired: 'isExpired',
};

/** A test of one value by a rule's operator; 422 for an operand that does not suit it. */
export function compare(operator: string, expected: unknown, now: Date): Comparison {
  const opposite = OPPOSITES[operator];
  if (opposite !== undefined) {
    const matches = compare(opposite, expected, now);
    return (actual) => !matches(actual);
  }
  switch (operator) {
    case '=':
      return isRange(expected) ? within(expected) : equals(expected);
    case 'between':
      return within(expected);
    case 'isEmpty':
      return isEmpty;
    case 'isExpired':
      return (actual) => typeof actual === 'string' && Date.parse(actual) < now.getTime();
    case 'in':
      return inList(expected);
    case 'contains':
      return (actual) => [expected].flat().every((part) => holds(actual, part));
    case 'containsAny':
    case 'matchAny':
      return (actual) => [expected].flat().some((part) => holds(actual, part, true));
    case 'beginsWith':
      return (actual) => typeof actual === 'string' && actual.startsWith(String(expected));
    case 'endsWith':
      return (actual) => typeof actual === 'string' && actual.endsWith(String(expected));
    default:
      return ordered(operator, expected);
  }
}

function equals(expected: unknown): Comparison {
  const text = JSON.stringify(expected ?? null);
  return (actual) => JSON.stringify(actual ?? null) === text;
}

function inList(expected: unknown): Comparison {
  if (!Array.isArray(expected)) throw invalidRequest('The operator "in" needs a list of values');
  const members = new Set<unknown>(expected);
  return (actual) => members.has(actual);
}

function holds(actual: unknown, part: unknown, whole = false): boolean {
  if (Array.isArray(actual)) return actual.includes(part);
  if (typeof actual !== 'string' || typeof part !== 'string') return false;
  return whole ? actual === part : actual.includes(part);
}

function isEmpty(actual: unknown): boolean {
  return actual === undefined || actual === null || actual === '' || (Array.isArray(actual) && actual.length === 0);
}

function ordered(operator: string, expected: unknown): Comparison {
  const limit = size(expected);
  if (limit === undefined) throw invalidRequest(`The operator "${operator}" needs a number or a date-time`);
  return (actual) => {
    const value = size(actual);
    if (value === undefined) return false;
    if (operator === '>') return value > limit;
    if (operator === '>=') return value >= limit;
    return operator === '<' ? value < limit : value <= limit;
  };
}

function within(expected: unknown): Comparison {
  if (!isRange(expected)) throw invalidRequest('The sandbox knows ranges by "from" and "to" only, not by preset');
  const atLeast = ordered('>=', expected.from);
  const atMost = ordered('<=', expected.to);
  return (actual) => atLeast(actual) && atMost(actual);
}

function isRange(value: unknown): value is { from: string; to: string } {
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value;
}

// Numbers compare as numbers, date-times by their moment.
function size(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const moment = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(moment) ? undefined : moment;
}
