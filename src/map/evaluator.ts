import pMap from 'p-map';
import { toBatches } from './batches.ts';
import { type JqEngine, JqFailure, type RunOptions } from './engine.ts';
import { buildProgram, type Cell, type ProgramOutput, type ProgramParts } from './program.ts';

/** Why jq could not be brought to give an output: not even null may take its place. */
interface EvaluationFailure {
  readonly failure: string;
}

/** A row of jq's output; null stands where jq was not asked, as the expression failed too often before. */
export type EvaluatedRow = readonly [Cell, ...(Cell | EvaluationFailure | null)[]];

/** What became of one object. */
export type Evaluation = ProgramOutput | readonly EvaluatedRow[] | EvaluationFailure;

const batchSize = 500;
/** Batches of one call that are evaluated at a time; the engine takes as many as it can. */
const batchesAtATime = 4;
/** A batch that failed is evaluated in so many parts. */
const failedParts = 10;
/** An expression that jq does not get through for so many objects is switched off. */
const maxOffences = 3;
/** What was not tried again. */
export const notEvaluated: EvaluationFailure = { failure: 'not evaluated: it failed too often before' };

/**
 * Evaluates the program of one resource. A batch that jq does not get through is evaluated in ever smaller parts, and an
 * object it does not get through field by field, so that an endless or ruinous expression costs its own field only. What
 * fails so for three objects is not tried again.
 */
export class Evaluator {
  readonly #engine: JqEngine;
  readonly #parts: ProgramParts;
  readonly #options: RunOptions;
  /** Objects lost, by number of the cell; `base` is the selector and the splitting into items. */
  readonly #offences = new Map<number | 'base', number>();
  #program: string;

  /** The options are those of a whole batch. */
  constructor(engine: JqEngine, parts: ProgramParts, options: RunOptions) {
    this.#engine = engine;
    this.#parts = parts;
    this.#options = options;
    this.#program = buildProgram(parts);
  }

  async evaluate(records: readonly unknown[]): Promise<readonly Evaluation[]> {
    const { timeLimitMs } = this.#options;
    const batches = toBatches(records, batchSize);
    const evaluations = await pMap(batches, (batch) => this.#evaluateBatch(batch, timeLimitMs), {
      concurrency: batchesAtATime,
    });
    return evaluations.flat();
  }

  async #evaluateBatch(batch: readonly unknown[], timeLimitMs: number): Promise<readonly Evaluation[]> {
    if (this.#isOff('base')) return batch.map(() => notEvaluated);
    const result = await this.#attempt(this.#program, batch, timeLimitMs);
    if (!(result instanceof JqFailure)) return result;
    if (batch.length === 1) return [await this.#evaluateByField(batch[0])];

    // One after the other: what the first part finds to be hopeless is not tried in the next.
    const evaluations: (readonly Evaluation[])[] = [];
    for (const part of toBatches(batch, Math.ceil(batch.length / failedParts))) {
      evaluations.push(await this.#evaluateBatch(part, this.#partLimitMs));
    }
    return evaluations.flat();
  }

  async #evaluateByField(record: unknown): Promise<Evaluation> {
    const base = await this.#attemptPart('base', record);
    if (base instanceof JqFailure) return { failure: base.message };
    if (!isRows(base) || base.every((row) => row.length === 1)) return base;

    // A copy of a row has the row's length.
    const rows = base.map((row) => [...row] as [...EvaluatedRow]);
    for (const [cell, expression] of this.#parts.cells.entries()) {
      if (expression === undefined || this.#isOff(cell)) continue;
      const result = await this.#attemptPart(cell, record);
      for (const [index, row] of rows.entries()) {
        if (row.length === 1) continue;
        if (result instanceof JqFailure) row[cell + 1] = { failure: result.message };
        else if (isRows(result)) row[cell + 1] = result[index]?.[cell + 1] ?? null;
      }
    }
    return rows;
  }

  async #attemptPart(part: number | 'base', record: unknown): Promise<ProgramOutput | JqFailure> {
    const cells = this.#parts.cells.map((expression, cell) => (cell === part ? expression : undefined));
    const result = await this.#attemptOne(buildProgram({ ...this.#parts, cells }), record);
    // That jq cannot even read an object is no fault of an expression.
    if (!(result instanceof JqFailure) || (part === 'base' && (await this.#isUnreadable(record)))) return result;

    this.#offences.set(part, (this.#offences.get(part) ?? 0) + 1);
    if (this.#isOff(part)) this.#program = buildProgram({ ...this.#parts, cells: this.#cellsThatAreOn() });
    return result;
  }

  async #isUnreadable(record: unknown): Promise<boolean> {
    return (await this.#attempt('null', [record], this.#partLimitMs)) instanceof JqFailure;
  }

  async #attemptOne(program: string, record: unknown): Promise<ProgramOutput | JqFailure> {
    const result = await this.#attempt(program, [record], this.#partLimitMs);
    if (result instanceof JqFailure) return result;
    return result[0] ?? new JqFailure('breakdown', 'jq gave no result');
  }

  async #attempt(
    program: string,
    records: readonly unknown[],
    timeLimitMs: number,
  ): Promise<readonly ProgramOutput[] | JqFailure> {
    try {
      // Our own program's outputs have no other form.
      return (await this.#engine.run(program, records, { ...this.#options, timeLimitMs })) as readonly ProgramOutput[];
    } catch (error) {
      if (error instanceof JqFailure) return error;
      throw error;
    }
  }

  get #partLimitMs(): number {
    return Math.ceil(this.#options.timeLimitMs / 3);
  }

  #isOff(part: number | 'base'): boolean {
    return (this.#offences.get(part) ?? 0) >= maxOffences;
  }

  #cellsThatAreOn(): ProgramParts['cells'] {
    return this.#parts.cells.map((expression, cell) => (this.#isOff(cell) ? undefined : expression));
  }
}

export function isRows(evaluation: Evaluation): evaluation is readonly EvaluatedRow[] {
  return Array.isArray(evaluation);
}
