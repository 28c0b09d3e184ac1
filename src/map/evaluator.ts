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
/** What was not tried again. */
export const notEvaluated: EvaluationFailure = { failure: 'not evaluated: it failed too often before' };

/**
 * Evaluates the program of one resource. A batch that jq does not get through is evaluated object by object, and an
 * object it does not get through field by field, so that an endless or ruinous expression costs its own field only.
 * What has cost the time of a whole batch (three times out, or many break-downs) is not tried again.
 */
export class Evaluator {
  readonly #engine: JqEngine;
  readonly #parts: ProgramParts;
  readonly #options: RunOptions;
  /** Time lost, by number of the cell; `base` is the selector and the splitting into items. */
  readonly #lostMs = new Map<number | 'base', number>();
  #program: string;

  /** The options are those of a whole batch. */
  constructor(engine: JqEngine, parts: ProgramParts, options: RunOptions) {
    this.#engine = engine;
    this.#parts = parts;
    this.#options = options;
    this.#program = buildProgram(parts);
  }

  async evaluate(records: readonly unknown[]): Promise<readonly Evaluation[]> {
    const evaluations: Evaluation[] = [];
    for (let start = 0; start < records.length; start += batchSize) {
      evaluations.push(...(await this.#evaluateBatch(records.slice(start, start + batchSize))));
    }
    return evaluations;
  }

  async #evaluateBatch(batch: readonly unknown[]): Promise<readonly Evaluation[]> {
    if (this.#isOff('base')) return batch.map(() => notEvaluated);
    const result = await this.#attempt(this.#program, batch, this.#options.timeLimitMs);
    if (!(result instanceof JqFailure)) return result;

    const evaluations: Evaluation[] = [];
    for (const record of batch) evaluations.push(await this.#evaluateAlone(record));
    return evaluations;
  }

  async #evaluateAlone(record: unknown): Promise<Evaluation> {
    if (this.#isOff('base')) return notEvaluated;
    const whole = await this.#attemptOne(this.#program, record);
    return whole instanceof JqFailure ? this.#evaluateByField(record) : whole;
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
    const startedAt = performance.now();
    const result = await this.#attemptOne(buildProgram({ ...this.#parts, cells }), record);
    if (!(result instanceof JqFailure)) return result;

    const lostMs = result.reason === 'timeout' ? this.#aloneLimitMs : performance.now() - startedAt;
    this.#lostMs.set(part, (this.#lostMs.get(part) ?? 0) + lostMs);
    if (this.#isOff(part)) this.#program = buildProgram({ ...this.#parts, cells: this.#cellsThatAreOn() });
    return result;
  }

  async #attemptOne(program: string, record: unknown): Promise<ProgramOutput | JqFailure> {
    const result = await this.#attempt(program, [record], this.#aloneLimitMs);
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

  get #aloneLimitMs(): number {
    return Math.ceil(this.#options.timeLimitMs / 3);
  }

  #isOff(part: number | 'base'): boolean {
    return (this.#lostMs.get(part) ?? 0) >= this.#options.timeLimitMs;
  }

  #cellsThatAreOn(): ProgramParts['cells'] {
    return this.#parts.cells.map((expression, cell) => (this.#isOff(cell) ? undefined : expression));
  }
}

export function isRows(evaluation: Evaluation): evaluation is readonly EvaluatedRow[] {
  return Array.isArray(evaluation);
}
