import { ConfigError, type ConfigIssue } from '../errors.ts';
import { compileDirect } from './direct/evaluate.ts';
import type { JqEngine } from './engine.ts';
import { createMapper, type Mapper } from './mapper.ts';
import type { Resource } from './mapping.ts';
import { buildProgram } from './program.ts';
import { type Field, planResource, type ResourcePlan, type UncheckedPlan } from './resource-plan.ts';

export interface CompileOptions {
  readonly engine: JqEngine;
  /** What `env` shows: see `cleanEnvironment`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the mapping came from, to be told with what is wrong. */
  readonly origin?: string;
  /** For a batch; a part of one that failed gets a third of it. */
  readonly timeLimitMs?: number;
  /** Ends compiling, and all mapping after it, with its reason. */
  readonly signal?: AbortSignal;
  /** Whether what needs no jq is evaluated without it, and is not shown to jq either; true where not given. */
  readonly direct?: boolean;
  /** Whether jq is given only what its expressions can touch; true where not given. */
  readonly pruning?: boolean;
}

export interface CompiledMappings {
  /** One for each resource, in the mapping's order. */
  readonly mappers: readonly Mapper[];
  /** Expressions of optional fields that do not compile: these fields are null for every object. */
  readonly warnings: readonly ConfigIssue[];
}

const defaultTimeLimitMs = 30_000;

/**
 * Makes a mapper of every resource, before anything is read.
 *
 * @throws {ConfigError} with every expression that does not compile, when one of them is an identifier, a blueprint,
 * a `selector.query` or an `itemsToParse`.
 */
export async function compileMappings(
  resources: readonly Resource[],
  {
    engine,
    environment,
    origin,
    timeLimitMs = defaultTimeLimitMs,
    signal,
    direct = true,
    pruning = true,
  }: CompileOptions,
): Promise<CompiledMappings> {
  const plans = resources.map(planResource);
  const problems = await findProblems(plans, { engine, signal, direct });

  const from = origin === undefined ? {} : { origin };
  const issues = (required: boolean) =>
    plans.flatMap((plan) => findIssues(plan, problems, required)).map((issue) => ({ ...issue, ...from }));
  const errors = issues(true);
  const warnings = issues(false);
  if (errors.length > 0) {
    const hint = 'Correct the expressions there; nothing was read or written.';
    throw new ConfigError('The mapping has invalid jq expressions', [...errors, ...warnings], {
      hint,
      topic: 'invalid-jq',
    });
  }

  const mappers = plans.map((plan) =>
    createMapper(withoutProblems(plan, problems), { engine, environment, timeLimitMs, signal, direct, pruning }),
  );
  return { mappers, warnings };
}

function withoutProblems(plan: UncheckedPlan, problems: ReadonlyMap<string, string>): ResourcePlan {
  const { items } = plan;
  return {
    ...plan,
    items: items && { ...items, withoutPath: problems.has(items.withoutPath ?? '') ? undefined : items.withoutPath },
    cells: plan.cells.map((cell) => (problems.has(cell.expression) ? { ...cell, expression: undefined } : cell)),
  };
}

/** jq's message by expression, for those that do not compile. */
async function findProblems(
  plans: readonly UncheckedPlan[],
  { engine, signal, direct }: Pick<CompileOptions, 'engine' | 'direct'> & { readonly signal: AbortSignal | undefined },
): Promise<ReadonlyMap<string, string>> {
  const needsJq = (expression: string) =>
    direct === false || engine.isOlder === true || compileDirect(expression) === undefined;
  const expressions = [...new Set(plans.flatMap((plan) => allExpressions(plan)))].filter(needsJq);
  if (expressions.length === 0) return new Map();
  // Alone: `1) | (2` compiles between parentheses. Between parentheses: `import "a" as a; .` compiles alone.
  const wrapped = expressions.map((expression) =>
    buildProgram({ items: undefined, selector: expression, cells: [], environment: {} }),
  );
  const messages = await engine.validate([...expressions, ...wrapped], signal);

  const problems = new Map<string, string>();
  for (const [index, expression] of expressions.entries()) {
    const message = messages[index] ?? messages[index + expressions.length];
    if (message !== undefined) problems.set(expression, message);
  }
  return problems;
}

function allExpressions(plan: UncheckedPlan): readonly string[] {
  const path = plan.items?.withoutPath;
  return [...fieldsOf(plan).map(({ expression }) => expression), ...(path === undefined ? [] : [path])];
}

function fieldsOf({ items, selector, cells }: UncheckedPlan): readonly Field[] {
  const fields = [selector, ...cells];
  return items === undefined
    ? fields
    : [{ field: 'itemsToParse', expression: items.expression, required: true }, ...fields];
}

function findIssues(
  plan: UncheckedPlan,
  problems: ReadonlyMap<string, string>,
  required: boolean,
): readonly ConfigIssue[] {
  return fieldsOf(plan).flatMap((field) => {
    const problem = problems.get(field.expression);
    if (problem === undefined || field.required !== required) return [];
    const path = `resources[${plan.index}] (${plan.kind}): ${field.field}`;
    const effect = required ? '' : '; the field is null for every object';
    return [{ path, message: `not a valid jq expression: ${problem}${effect}` }];
  });
}
