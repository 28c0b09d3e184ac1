import { z } from 'zod';

/** The vocabulary that selectors share. Published mappings write booleans and numbers as text too. */

const flag = z.union([z.boolean(), z.stringbool()]);

/** A switch that is neither on nor off unless it is given. */
export const OptionalFlag = flag.optional();

/** A switch that is off unless it is given. */
export const Flag = flag.default(false);

/** A switch that is on unless it is given. */
export const FlagOn = flag.default(true);

/** Days back from the start of the run; fractions count. */
export const Days = z.union([
  z.number().nonnegative(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);

/** A point in time as GitLab's filters want it: ISO 8601 with a zone. */
export const DateTime = z.iso.datetime({ offset: true });

export const includeOnlyActiveProjects = OptionalFlag.describe(
  'true: only projects that are neither archived nor marked for deletion; false: only the others; unset: all',
);

export const includeOnlyActiveGroups = OptionalFlag.describe(
  'true: only groups that are neither archived nor marked for deletion; false: only the others; unset: all',
);

/** Which groups or projects a selector reads: the active ones, the others, or all. */
export function activeOf(selector: Readonly<Record<string, unknown>>): boolean | undefined {
  const active = selector['includeOnlyActiveProjects'] ?? selector['includeOnlyActiveGroups'];
  return typeof active === 'boolean' ? active : undefined;
}

export const memberFields = {
  includeBotMembers: Flag.describe('Keep the members that are bots'),
  includeInheritedMembers: Flag.describe('Read `members/all` (ancestors and invited groups too) instead of `members`'),
};

export const includedFiles = z
  .array(z.string().min(1))
  .default([])
  .describe('Paths of files whose text is added as `__includedFiles`');

export const repositories = z.array(z.string().min(1)).default([]).describe('Full paths of projects; empty means all');

const DAY_MS = 24 * 60 * 60 * 1000;

/** The moment so many days back, as GitLab's filters want it; never before 1970. */
export function daysBefore(now: Date, days: number): string {
  return new Date(Math.max(0, now.getTime() - days * DAY_MS)).toISOString();
}
