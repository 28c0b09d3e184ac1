import type { EvaluatedRow } from '../evaluator.ts';
import type { Cell, ProgramOutput, ProgramParts } from '../program.ts';
import { namedFields } from '../reach.ts';
import { compileDirect } from './evaluate.ts';
import { compileItems } from './items.ts';
import { toPlain } from './plain.ts';
import { whereCertain } from './values.ts';

/** An object, or an element of its items, as far as it is evaluated without jq. */
export interface Element {
  readonly value: unknown;
  /** Null where jq is to be asked. The selector counts as true where it is jq's. */
  readonly row: EvaluatedRow;
  readonly isFinished: boolean;
}

/** An object's elements, or why it has none. */
export type View = { readonly elements: readonly Element[] } | ProgramOutput;

interface Looking {
  /** Undefined where all of the object is for jq. */
  look(record: unknown): View | undefined;
  /** What is left to do with elements that are not finished. */
  readonly remaining: ProgramParts;
}

export function createLook(parts: ProgramParts): Looking {
  const selector = compileDirect(parts.selector);
  const cells = parts.cells.map((expression) => (expression === undefined ? undefined : compileDirect(expression)));
  const remaining: ProgramParts = {
    ...parts,
    items: undefined,
    selector: selector === undefined ? parts.selector : 'true',
    cells: parts.cells.map((expression, index) => (cells[index] === undefined ? expression : undefined)),
  };
  const isAllDirect = selector !== undefined && remaining.cells.every((expression) => expression === undefined);
  const split = compileSplit(parts, remaining);

  const lookAt = (value: unknown): Element | undefined => {
    const selected = selector === undefined ? trueCell : selector(value);
    if (selected === undefined) return undefined;
    if (!isTrue(selected)) return { value, row: [selected], isFinished: true };
    const row: [Cell, ...(Cell | null)[]] = [selected];
    for (const cell of cells) {
      const output = cell === undefined ? null : cell(value);
      if (output === undefined) return undefined;
      row.push(output);
    }
    return { value, row, isFinished: isAllDirect };
  };

  const look = (record: unknown): View | undefined => {
    const found = split(toPlain(record));
    if (found === undefined || !('objects' in found)) return found;
    const elements = found.objects.map(lookAt);
    return elements.every((element) => element !== undefined) ? { elements } : undefined;
  };
  return { look: whereCertain(look), remaining };
}

const trueCell: Cell = [true];

function isTrue(cell: Cell): boolean {
  return Array.isArray(cell) && cell[0] === true;
}

/** Elements are not made here where jq would be given each with the whole object beside it. */
function compileSplit({ items }: ProgramParts, { selector, cells }: ProgramParts): ReturnType<typeof compileItems> {
  if (items === undefined) return (input) => ({ objects: [input] });
  const forJq = [selector, ...cells].filter((expression) => expression !== undefined);
  return forJq.every((expression) => namedFields(expression) !== undefined) ? compileItems(items) : () => undefined;
}
