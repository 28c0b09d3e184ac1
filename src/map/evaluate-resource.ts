import { setImmediate } from 'node:timers/promises';
import { createLook, type Unfinished } from './direct/look.ts';
import type { JqEngine, RunOptions } from './engine.ts';
import { type EvaluatedRow, type Evaluation, Evaluator, isRows } from './evaluator.ts';
import type { ProgramOutput, ProgramParts, Row } from './program.ts';
import { createPrune } from './prune.ts';

export interface EvaluateOptions extends RunOptions {
  readonly engine: JqEngine;
  /** Without jq what needs none; true where not given. Results are the same. */
  readonly direct?: boolean | undefined;
  /** Nothing to jq that its expressions cannot touch; true where not given. Results are the same. */
  readonly pruning?: boolean | undefined;
}

/** What becomes of each record, in their order. */
export type Evaluate = (records: readonly unknown[]) => Promise<readonly Evaluation[]>;

/** Evaluates the expressions of a resource: each different one once, and with jq only where it is needed. */
export function createEvaluate(parts: ProgramParts, options: EvaluateOptions): Evaluate {
  const cells = [...new Set(parts.cells)];
  const positions = parts.cells.map((expression) => cells.indexOf(expression) + 1);
  const distinct = { ...parts, cells };
  const evaluate = options.direct === false ? createJqEvaluate(distinct, options) : createMixed(distinct, options);
  if (cells.length === parts.cells.length) return evaluate;

  const repeat = ([selector, ...others]: EvaluatedRow): EvaluatedRow =>
    others.length === 0 ? [selector] : [selector, ...positions.map((position) => others[position - 1] ?? null)];
  return async (records) =>
    (await evaluate(records)).map((evaluation) => (isRows(evaluation) ? evaluation.map(repeat) : evaluation));
}

function createJqEvaluate(parts: ProgramParts, options: EvaluateOptions): Evaluate {
  const { engine, timeLimitMs, signal } = options;
  const evaluator = new Evaluator(engine, parts, { timeLimitMs, signal });
  const prune = createPruneFor(parts, options);
  return async (records) => (records.length === 0 ? [] : evaluator.evaluate(records.map(prune)));
}

/** Directly as far as it goes; jq is asked for the rest, and for all of an object where that is not certain. */
function createMixed(parts: ProgramParts, options: EvaluateOptions): Evaluate {
  // What is not touched need not be looked at either.
  const prune = createPruneFor(parts, options);
  const { look, remaining } = createLook(parts);
  const evaluateWhole = createJqEvaluate(parts, options);
  const evaluateRest = createJqEvaluate(remaining, options);
  return async (records) => {
    // Between batches signals and timers have their turn, also where none waits for anything else.
    await setImmediate();
    const views = look(records.map(prune));
    const undecided = records.filter((_, index) => views[index] === undefined);
    const unfinished = views.filter(isUnfinished).flatMap(({ elements }) => elements.filter((one) => !one.isFinished));
    const [wholes, rests] = await Promise.all([
      evaluateWhole(undecided),
      evaluateRest(unfinished.map(({ value }) => value)),
    ]);

    const nextWhole = wholes.values();
    const nextRest = rests.values();
    return views.map((view) => {
      if (view === undefined) return take(nextWhole);
      if (!isUnfinished(view)) return view;
      return joinRows(
        view.elements.map((element) => (element.isFinished ? [element.row] : complete(element, take(nextRest)))),
      );
    });
  };
}

function createPruneFor({ items, selector, cells }: ProgramParts, { pruning }: EvaluateOptions) {
  const expressions = [items?.expression, items?.withoutPath, selector, ...cells].filter((part) => part !== undefined);
  return pruning === false ? (record: unknown) => record : createPrune(expressions);
}

function isUnfinished(view: ProgramOutput | Unfinished | undefined): view is Unfinished {
  return view !== undefined && 'elements' in view;
}

function take(evaluations: Iterator<Evaluation>): Evaluation {
  const { value, done } = evaluations.next();
  return done === true ? { failure: 'jq gave no result' } : value;
}

/** What jq did not give was known before. */
function complete({ row: [, ...known] }: { readonly row: Row }, evaluation: Evaluation): Evaluation {
  if (!isRows(evaluation)) return evaluation;
  return evaluation.map(
    ([selector, ...given]): EvaluatedRow =>
      given.length < known.length
        ? [selector]
        : [selector, ...known.map((cell, index) => cell ?? given[index] ?? null)],
  );
}

/** The rows of all elements of an object, unless one of them could not be evaluated. */
function joinRows(evaluations: readonly Evaluation[]): Evaluation {
  return evaluations.find((evaluation) => !isRows(evaluation)) ?? evaluations.filter(isRows).flat();
}
