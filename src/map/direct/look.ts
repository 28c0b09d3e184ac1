import type { Cell, ProgramOutput, ProgramParts, Row } from '../program.ts';
import { namedFields } from '../reach.ts';
import { Budget } from './budget.ts';
import { compileDirect } from './evaluate.ts';
import { compileItems } from './items.ts';
import { toPlain } from './plain.ts';
import { Undecided, whereCertain } from './undecided.ts';

/** An object, or an element of its items, as far as it is evaluated without jq. */
interface Element {
  readonly value: unknown;
  /** Null where jq is to be asked. The selector counts as true where it is jq's. */
  readonly row: Row;
  readonly isFinished: boolean;
}

/** An object that jq is to be asked about as well. */
export interface Unfinished {
  readonly elements: readonly Element[];
}

interface Looking {
  /** For each object of a batch; undefined where all of it is for jq. */
  look(batch: readonly unknown[]): readonly (ProgramOutput | Unfinished | undefined)[];
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

  const rowOf = (value: unknown, budget: Budget): Row => {
    const selected = selector === undefined ? trueCell : certain(selector(value, budget));
    const row: [Cell, ...(Cell | null)[]] = [selected];
    if (!isTrue(selected)) return row;
    for (const cell of cells) row.push(cell === undefined ? null : certain(cell(value, budget)));
    return row;
  };

  const lookAt = whereCertain((record: unknown, budget: Budget): ProgramOutput | Unfinished | undefined => {
    budget.nextObject();
    const found = split(toPlain(record, budget), budget);
    if (found === undefined || !('objects' in found)) return found;
    const rows = found.objects.map((object) => rowOf(object, budget));
    const isFinished = (row: Row) => isAllDirect || !isTrue(row[0]);
    if (rows.every(isFinished)) return rows;
    return { elements: rows.map((row, index) => ({ value: found.objects[index], row, isFinished: isFinished(row) })) };
  });
  const look = (batch: readonly unknown[]) => {
    const budget = new Budget();
    return batch.map((record) => lookAt(record, budget));
  };
  return { look, remaining };
}

const trueCell: Cell = [true];

/** @throws {Undecided} */
function certain(cell: Cell | undefined): Cell {
  if (cell === undefined) throw new Undecided();
  return cell;
}

function isTrue(cell: Cell): boolean {
  return Array.isArray(cell) && cell[0] === true;
}

/** Elements are not made here where jq would be given each with the whole object beside it. */
function compileSplit({ items }: ProgramParts, { selector, cells }: ProgramParts): ReturnType<typeof compileItems> {
  if (items === undefined) return (input) => ({ objects: [input] });
  const forJq = [selector, ...cells].filter((expression) => expression !== undefined);
  return forJq.every((expression) => namedFields(expression) !== undefined) ? compileItems(items) : () => undefined;
}
