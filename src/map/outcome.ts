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

interface Problem {
  readonly field: string;
  readonly message: string;
}

/** A problem with one of the resource's expressions. */
interface CellProblem extends Problem {
  readonly cell: number;
  readonly required: boolean;
}

interface CellProblems {
  /** What jq did not get to answer. */
  readonly failures: readonly CellProblem[];
  /** What expressions gave instead of a value: an error is an answer. */
  readonly errors: readonly CellProblem[];
}

const nothing: Outcome = {
  ...{ entities: [], errors: [] },
  ...{ filtered: 0, failed: 0, withoutIdentifier: 0, unnamed: 0, unevaluated: 0 },
};
const noCells: ReadonlySet<number> = new Set();
const noProblems: CellProblems = { failures: [], errors: [] };

export function interpret(
  plan: ResourcePlan,
  evaluation: Evaluation,
  raw: RawObject,
  touched: Touched,
): readonly Outcome[] {
  const unjudged = touched.items ?? touched.selector;
  if (unjudged !== undefined) return [leftOut(raw, [unjudged])];
  if (isRows(evaluation)) return evaluation.map((row) => interpretRow(plan, row, raw, touched));
  if ('failure' in evaluation) {
    const field = plan.items === undefined ? 'selector.query' : 'itemsToParse';
    return [leftOut(raw, [{ field, message: evaluation.failure }])];
  }
  const field = 'itemsToParse';
  if ('type' in evaluation) {
    const message = `must give an array, got ${evaluation.type}`;
    return [{ ...nothing, filtered: 1, errors: [{ field, message, example: nameOf(raw) }] }];
  }
  return [leftOut(raw, [{ field, message: errorText(evaluation.error) }])];
}

function interpretRow(plan: ResourcePlan, row: EvaluatedRow, raw: RawObject, touched: Touched): Outcome {
  const [selector] = row;
  if (isOutput(selector) && selector[0] === false) return { ...nothing, filtered: 1 };
  const problem = selectorProblem(selector);
  if (problem !== undefined) return leftOut(raw, [{ field: plan.selector.field, message: problem }]);
  const { failures, errors } = row.every(isOutput) ? noProblems : findProblems(plan, row);
  const required = [...touched.required, ...failures.filter((failure) => failure.required)];
  if (required.length > 0) return leftOut(raw, required);

  const untrusted = failures.length === 0 ? touched.optional : new Set([...touched.optional, ...cellsOf(failures)]);
  const values = plan.cells.map((_, number) => outputOf(row[number + 1]));
  const mapped = plan.targets.map((target) => toEntity(target, values, untrusted, cellsOf(errors)));
  const entities = mapped.map(({ entity }) => entity).filter((entity) => entity !== undefined);
  const problems: readonly Problem[] = [
    ...failures,
    ...errors.filter(({ cell }) => !touched.optional.has(cell)),
    ...mapped.flatMap((one) => one.errors),
  ];
  return {
    ...nothing,
    entities,
    withoutIdentifier: mapped.length - entities.length,
    unnamed: mapped.some(({ isUnnamed }) => isUnnamed) ? 1 : 0,
    unevaluated: failures.length > 0 && entities.length > 0 ? 1 : 0,
    errors: problems.map(({ field, message }) => ({ field, message, example: exampleOf(entities) ?? nameOf(raw) })),
  };
}

function leftOut(raw: RawObject, problems: readonly Problem[]): Outcome {
  const example = nameOf(raw);
  return { ...nothing, failed: 1, errors: problems.map(({ field, message }) => ({ field, message, example })) };
}

function selectorProblem(cell: Cell): string | undefined {
  if (!isOutput(cell)) return errorText(cell.error);
  if (cell.length === 0) return 'must give true or false, gave nothing';
  return cell[0] === true ? undefined : `must give true or false, got ${typeName(cell[0])}`;
}

type EvaluatedCell = EvaluatedRow[number];

function findProblems({ cells }: ResourcePlan, [, ...given]: EvaluatedRow): CellProblems {
  const failures: CellProblem[] = [];
  const errors: CellProblem[] = [];
  for (const [number, { field, expression, required }] of cells.entries()) {
    // One that does not compile was told of before.
    if (expression === undefined) continue;
    const cell = given[number] ?? notEvaluated;
    if ('failure' in cell) failures.push({ field, message: cell.failure, cell: number, required });
    else if ('error' in cell) errors.push({ field, message: errorText(cell.error), cell: number, required });
  }
  return { failures, errors };
}

function cellsOf(problems: readonly CellProblem[]): ReadonlySet<number> {
  return problems.length === 0 ? noCells : new Set(problems.map(({ cell }) => cell));
}

function outputOf(cell: EvaluatedCell | undefined): unknown {
  return isOutput(cell) ? (cell[0] ?? null) : null;
}

function isOutput(cell: EvaluatedCell | undefined): cell is readonly [unknown] | readonly [] {
  return Array.isArray(cell);
}

function exampleOf(entities: readonly Entity[]): string | undefined {
  return entities.map(({ identifier }) => identifier).find((identifier) => typeof identifier === 'string');
}

function nameOf(raw: RawObject): string | undefined {
  const name = [raw['id'], raw['name']].find((value) => typeof value === 'string' || typeof value === 'number');
  return name === undefined ? undefined : String(name);
}
