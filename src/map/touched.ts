import { canTouch } from './reach.ts';
import type { Field, ResourcePlan } from './resource-plan.ts';

interface Unjudged {
  readonly field: string;
  readonly message: string;
}

/** What of a resource cannot be trusted for an object because a part of the object could not be read. */
export interface Touched {
  readonly items: Unjudged | undefined;
  readonly selector: Unjudged | undefined;
  /** Identifiers and blueprints. */
  readonly required: readonly Unjudged[];
  /** Numbers of the other cells. */
  readonly optional: ReadonlySet<number>;
}

const nothing: Touched = { items: undefined, selector: undefined, required: [], optional: new Set() };

/** Tells what the named keys reach; objects of a resource mostly share them, so each answer is kept. */
export function createTouched(plan: ResourcePlan): (unreadKeys: readonly string[] | undefined) => Touched {
  const known = new Map<string, Touched>();
  return (unreadKeys = []) => {
    if (unreadKeys.length === 0) return nothing;
    const name = unreadKeys.join();
    const touched = known.get(name) ?? findTouched(plan, unreadKeys);
    known.set(name, touched);
    return touched;
  };
}

function findTouched({ items, selector, cells }: ResourcePlan, keys: readonly string[]): Touched {
  const judge = ({ field, expression }: Pick<Field<string | undefined>, 'field' | 'expression'>) => {
    const key = expression === undefined ? undefined : keys.find((candidate) => canTouch(expression, candidate));
    return key === undefined ? undefined : { field, message: `could not be judged: ${key} could not be read` };
  };
  const required = cells.filter((cell) => cell.required).map(judge);
  const optional = cells.flatMap((cell, number) => (cell.required || judge(cell) === undefined ? [] : [number]));
  return {
    items: items && judge({ field: 'itemsToParse', expression: items.expression }),
    selector: judge(selector),
    required: required.filter((unjudged) => unjudged !== undefined),
    optional: new Set(optional),
  };
}
