import type { Entity } from '../entity.ts';
import { type RawBatch, unread } from '../raw-object.ts';
import { createEvaluate, type EvaluateOptions } from './evaluate-resource.ts';
import { type FieldError, FieldErrors } from './field-errors.ts';
import { interpret, type Outcome } from './outcome.ts';
import type { ProgramParts } from './program.ts';
import { canTouch } from './reach.ts';
import type { ResourcePlan, Target } from './resource-plan.ts';
import { createTouched } from './touched.ts';

/** Turns the raw objects of one resource into entities. */
export interface Mapper {
  readonly kind: string;
  /** The resource's position in the mapping. */
  readonly index: number;
  readonly targets: readonly Pick<Target, 'blueprint' | 'fields'>[];
  map(batch: RawBatch): Promise<MappedBatch>;
  /** Whether anything can depend on a key of an object's field (`size` of `file`); may say yes where it does not. */
  canTouch(field: string, key: string): boolean;
  /** Everything that went wrong so far, field by field. */
  errors(): readonly FieldError[];
}

/** With `itemsToParse` all but `read` count elements rather than objects. */
interface MappedBatch {
  readonly entities: readonly Entity[];
  readonly read: number;
  /** Left out by `selector.query`, or because `itemsToParse` gave no array. */
  readonly filtered: number;
  /** Left out because they could not be evaluated: the resource is incomplete. */
  readonly failed: number;
  /** Entities left out for want of an identifier or a blueprint. */
  readonly withoutIdentifier: number;
  /** Without one because an identifier or a blueprint is an error or no text: the resource is incomplete. */
  readonly unnamed: number;
  /** Mapped without fields that jq could not be brought to evaluate: the resource is incomplete. */
  readonly unevaluated: number;
}

/** The time limit is that of a batch. */
export interface MapperOptions extends EvaluateOptions {
  readonly environment: Readonly<Record<string, string>>;
}

export function createMapper(plan: ResourcePlan, options: MapperOptions): Mapper {
  const evaluate = createEvaluate(toParts(plan, options.environment), options);
  const errors = new FieldErrors();
  const touched = createTouched(plan);
  return {
    kind: plan.kind,
    index: plan.index,
    targets: plan.targets,
    errors: () => errors.list(),
    canTouch: (field, key) =>
      expressionsOf(plan).some((expression) => canTouch(expression, key) || takesWhole(expression, field)),
    async map(batch) {
      const evaluations = await evaluate(batch);
      const outcomes = evaluations.flatMap((evaluation, position) => {
        const raw = batch[position] ?? {};
        return interpret(plan, evaluation, raw, touched(raw[unread]));
      });
      for (const { field, message, example } of outcomes.flatMap((outcome) => outcome.errors)) {
        errors.add(field, message, example);
      }
      return {
        entities: outcomes.flatMap(({ entities }) => entities),
        read: batch.length,
        filtered: sum(outcomes, 'filtered'),
        failed: sum(outcomes, 'failed'),
        withoutIdentifier: sum(outcomes, 'withoutIdentifier'),
        unnamed: sum(outcomes, 'unnamed'),
        unevaluated: sum(outcomes, 'unevaluated'),
      };
    },
  };
}

type Count = Exclude<keyof Outcome, 'entities' | 'errors'>;

function sum(outcomes: readonly Outcome[], count: Count): number {
  return outcomes.reduce((total, outcome) => total + outcome[count], 0);
}

function toParts({ items, selector, cells }: ResourcePlan, environment: MapperOptions['environment']): ProgramParts {
  return { items, selector: selector.expression, cells: cells.map(({ expression }) => expression), environment };
}

function expressionsOf({ items, selector, cells }: ResourcePlan): string[] {
  const expressions = [items?.expression, selector.expression, ...cells.map(({ expression }) => expression)];
  return expressions.filter((expression) => expression !== undefined);
}

/** Whether a field is named otherwise than to go on to a key of it that is spelled out: `.file | tostring`. */
function takesWhole(expression: string, field: string): boolean {
  return new RegExp(`\\b${field}\\b(?!\\.[A-Za-z_])`).test(expression);
}
