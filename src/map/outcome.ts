import type { Entity } from '../entity.ts';
import type { RawObject } from '../raw-object.ts';
import { toEntity } from './entities.ts';
import { type EvaluatedRow, type Evaluation, isRows, notEvaluated } from './evaluator.ts';
import { errorText, typeName } from './field-errors.ts';
import type { Cell } from './program.ts';
import type { ResourcePlan } from './resource-plan.ts';
import type { Touched } from './touched.ts';

/** What became of one object, or of one element of its `itemsToParse`. */
export interface Outcome {
  readonly entities: readonly Entity[];
  readonly filtered: number;
  readonly failed: number;
  readonly withoutIdentifier: number;
  /** 1 where there is an entity that the mapping fails to name. */
  readonly unnamed: number;
  /** 1 where a field is left out because jq could not be brought to evaluate it. */
  readonly unevaluated: number;
  readonly errors: readonly {
    readonly field: string;
    readonly message: string;
    readonly example: string | undefined;
  }[];
}

const nothing: Outcome = {
  ...{ entities: [], errors: [] },
  ...{ filtered: 0, failed: 0, withoutIdentifier: 0, unnamed: 0, unevaluated: 0 },
};

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

function interpretRow(
  plan: ResourcePlan,
  [selector, ...cells]: EvaluatedRow,
  raw: RawObject,
  touched: Touched,
): Outcome {
  if (isOutput(selector) && selector[0] === false) return { ...nothing, filtered: 1 };
  const problem = selectorProblem(selector);
  if (problem !== undefined) {
    const error = { field: plan.selector.field, message: problem, example: nameOf(raw) };
    return { ...nothing, failed: 1, errors: [error] };
  }
  const failures = findFailures(plan, cells);
  const required = [...touched.required, ...failures.filter((failure) => failure.required)];
  if (required.length > 0) {
    const errors = required.map(({ field, message }) => ({ field, message, example: nameOf(raw) }));
    return { ...nothing, failed: 1, errors };
  }

  const untrusted = new Set([...touched.optional, ...failures.map(({ cell }) => cell)]);
  const values = cells.map((cell) => (isOutput(cell) ? (cell[0] ?? null) : null));
  const failed = new Set(cells.flatMap((cell, number) => (hasError(cell) ? [number] : [])));
  const mapped = plan.targets.map((target) => toEntity(target, values, untrusted, failed));
  const entities = mapped.flatMap(({ entity }) => (entity === undefined ? [] : [entity]));
  const example = exampleOf(entities) ?? nameOf(raw);
  const errors = [...failures, ...cellErrors(plan, cells, touched.optional), ...mapped.flatMap((one) => one.errors)];
  return {
    ...nothing,
    entities,
    withoutIdentifier: mapped.length - entities.length,
    unnamed: mapped.some(({ isUnnamed }) => isUnnamed) ? 1 : 0,
    unevaluated: failures.length > 0 && entities.length > 0 ? 1 : 0,
    errors: errors.map(({ field, message }) => ({ field, message, example })),
  };
}

function selectorProblem(cell: Cell): string | undefined {
  if (!isOutput(cell)) return errorText(cell.error);
  if (cell.length === 0) return 'must give true or false, gave nothing';
  return cell[0] === true ? undefined : `must give true or false, got ${typeName(cell[0])}`;
}

type EvaluatedCell = EvaluatedRow[number];

/** What jq did not get to answer, by number of the cell. An error that an expression gives is an answer. */
function findFailures(plan: ResourcePlan, cells: readonly EvaluatedCell[]) {
  return plan.cells.flatMap(({ field, expression, required }, number) => {
    if (expression === undefined) return [];
    const cell = cells[number] ?? notEvaluated;
    return 'failure' in cell ? [{ field, message: cell.failure, required, cell: number }] : [];
  });
}

function cellErrors(plan: ResourcePlan, cells: readonly EvaluatedCell[], unread: ReadonlySet<number>) {
  return plan.cells.flatMap(({ field }, number) => {
    const cell = cells[number];
    return hasError(cell) && !unread.has(number) ? [{ field, message: errorText(cell.error) }] : [];
  });
}

function hasError(cell: EvaluatedCell | undefined): cell is { readonly error: unknown } {
  return cell !== undefined && cell !== null && 'error' in cell;
}

function isOutput(cell: EvaluatedCell): cell is readonly [unknown] | readonly [] {
  return Array.isArray(cell);
}

function exampleOf(entities: readonly Entity[]): string | undefined {
  return entities.map(({ identifier }) => identifier).find((identifier) => typeof identifier === 'string');
}

function nameOf(raw: RawObject): string | undefined {
  const name = [raw['id'], raw['name']].find((value) => typeof value === 'string' || typeof value === 'number');
  return name === undefined ? undefined : String(name);
}
