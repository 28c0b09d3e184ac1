import { parseQuery, QueryError, type Selection } from './parse.ts';

/** The arguments of a field, variables filled in. */
export type Arguments = Readonly<Record<string, unknown>>;

/** An object of the graph: its type's name and what gives each of its fields. */
export interface GraphObject {
  readonly type: string;
  readonly fields: Readonly<Record<string, (given: Arguments) => unknown>>;
}

/** One field fails, and becomes null; the rest of the answer stands. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

/** What GraphQL answers with status 200. */
export interface GraphAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

interface Run {
  readonly variables: Arguments;
  readonly errors: { message: string; path: readonly (string | number)[] }[];
}

/** How complex a query is: projects that it names times paths that it asks of each. */
function complexityOf(selections: readonly Selection[], variables: Arguments): number {
  const costs = selections.map((selection) => {
    const { ids, paths } = evaluate(selection, variables);
    const own = Math.max(lengthOf(ids), 1) * Math.max(lengthOf(paths), 1);
    return own * complexityOf(selection.selections, variables);
  });
  return Math.max(1, ...costs);
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** Answers one query over the object that `createRoot` makes of the query's complexity. */
export function execute(
  { query, variables }: { readonly query: string; readonly variables: Arguments },
  limit: number,
  createRoot: (complexity: number) => GraphObject,
): GraphAnswer {
  try {
    const selections = parseQuery(query);
    const complexity = complexityOf(selections, variables);
    if (complexity > limit) {
      throw new QueryError(`Query has complexity of ${complexity}, which exceeds max complexity of ${limit}`);
    }
    const run: Run = { variables, errors: [] };
    const data = select(createRoot(complexity), selections, run, []);
    return run.errors.length === 0 ? { data } : { data, errors: run.errors };
  } catch (error) {
    if (error instanceof QueryError) return { errors: [{ message: error.message }] };
    throw error;
  }
}

function select(
  object: GraphObject,
  selections: readonly Selection[],
  run: Run,
  path: readonly (string | number)[],
): Readonly<Record<string, unknown>> {
  if (selections.length === 0) {
    throw new QueryError(`Field must have selections (returns ${object.type} but has no selections.)`);
  }
  const entries = selections.map((selection): [string, unknown] => {
    const { name, alias } = selection;
    if (name === '__typename') return [alias, object.type];
    const field = object.fields[name];
    if (field === undefined) throw new QueryError(`Field '${name}' doesn't exist on type '${object.type}'`);
    const here = [...path, alias];
    try {
      return [alias, complete(field(evaluate(selection, run.variables)), selection.selections, run, here)];
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      run.errors.push({ message: error.message, path: here });
      return [alias, null];
    }
  });
  return Object.fromEntries(entries);
}

function complete(
  value: unknown,
  selections: readonly Selection[],
  run: Run,
  path: readonly (string | number)[],
): unknown {
  if (Array.isArray(value)) return value.map((item, index) => complete(item, selections, run, [...path, index]));
  return isGraphObject(value) ? select(value, selections, run, path) : value;
}

function isGraphObject(value: unknown): value is GraphObject {
  return typeof value === 'object' && value !== null && 'fields' in value;
}

function evaluate(selection: Selection, variables: Arguments): Arguments {
  return Object.fromEntries(Object.entries(selection.arguments).map(([name, value]) => [name, value(variables)]));
}
