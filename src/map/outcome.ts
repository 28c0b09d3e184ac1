import type { Entity } from '../entity.ts';
import type { RawObject } from '../raw-object.ts';
import { toEntity } from './entities.ts';
import { type Evaluation, isRows } from './evaluator.ts';
import { errorText, typeName } from './field-errors.ts';
import type { Cell, Row } from './program.ts';
import type { ResourcePlan } from './resource-plan.ts';
import type { Touched } from './touched.ts';

/** What became of one object, or of one element of its `itemsToParse`. */
export interface Outcome {
  readonly entities: readonly Entity[];
  readonly filtered: number;
  readonly failed: number;
  readonly withoutIdentifier: number;
  readonly errors: readonly {
    readonly field: string;
    readonly message: string;
    readonly example: string | undefined;
  }[];
}

const nothing: Outcome = { entities: [], filtered: 0, failed: 0, withoutIdentifier: 0, errors: [] };

export function interpret(
  plan: ResourcePlan,
  evaluation: Evaluation,
  raw: RawObject,
  touched: Touched,
): readonly Outcome[] {
  const example = nameOf(raw);
  const unjudged = touched.items ?? touched.selector;
  if (unjudged !== undefined) return [{ ...nothing, failed: 1, errors: [{ ...unjudged, example }] }];
  if (isRows(evaluation)) return evaluation.map((row) => interpretRow(plan, row, raw, touched));
  if ('failure' in evaluation) {
    const field = plan.items === undefined ? 'selector.query' : 'itemsToParse';
    return [{ ...nothing, failed: 1, errors: [{ field, message: evaluation.failure, example }] }];
  }
  const field = 'itemsToParse';
  if ('type' in evaluation) {
    const message = `must give an array, got ${evaluation.type}`;
    return [{ ...nothing, filtered: 1, errors: [{ field, message, example }] }];
  }
  return [{ ...nothing, failed: 1, errors: [{ field, message: errorText(evaluation.error), example }] }];
}

function interpretRow(plan: ResourcePlan, [selector, ...cells]: Row, raw: RawObject, touched: Touched): Outcome {
  if (isOutput(selector) && selector[0] === false) return { ...nothing, filtered: 1 };
  const problem = selectorProblem(selector);
  if (problem !== undefined) {
    const error = { field: plan.selector.field, message: problem, example: nameOf(raw) };
    return { ...nothing, failed: 1, errors: [error] };
  }
  const { required, optional } = touched;
  if (required.length > 0) {
    return { ...nothing, failed: 1, errors: required.map((error) => ({ ...error, example: nameOf(raw) })) };
  }

  const values = cells.map((cell) => (cell !== null && isOutput(cell) ? (cell[0] ?? null) : null));
  const mapped = plan.targets.map((target) => toEntity(target, values, optional));
  const entities = mapped.flatMap(({ entity }) => (entity === undefined ? [] : [entity]));
  const example = exampleOf(entities) ?? nameOf(raw);
  const errors = [...cellErrors(plan, cells, optional), ...mapped.flatMap((one) => one.errors)];
  return {
    ...nothing,
    entities,
    withoutIdentifier: mapped.length - entities.length,
    errors: errors.map((error) => ({ ...error, example })),
  };
}

function selectorProblem(cell: Cell): string | undefined {
  if (!isOutput(cell)) return errorText(cell.error);
  if (cell.length === 0) return 'must give true or false, gave nothing';
  return cell[0] === true ? undefined : `must give true or false, got ${typeName(cell[0])}`;
}

function cellErrors(plan: ResourcePlan, cells: readonly (Cell | null)[], untrusted: ReadonlySet<number>) {
  return plan.cells.flatMap(({ field, expression }, number) => {
    const cell = cells[number];
    if (expression === undefined || cell === undefined || untrusted.has(number)) return [];
    if (cell === null) return [{ field, message: 'not evaluated: it failed too often before' }];
    return isOutput(cell) ? [] : [{ field, message: errorText(cell.error) }];
  });
}

function isOutput(cell: Cell): cell is readonly [unknown] | readonly [] {
  return Array.isArray(cell);
}

function exampleOf(entities: readonly Entity[]): string | undefined {
  return entities.map(({ identifier }) => identifier).find((identifier) => typeof identifier === 'string');
}

function nameOf(raw: RawObject): string | undefined {
  const name = [raw['id'], raw['name']].find((value) => typeof value === 'string' || typeof value === 'number');
  return name === undefined ? undefined : String(name);
}
