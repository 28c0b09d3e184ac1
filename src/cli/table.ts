export interface TableOptions {
  /** Columns of the terminal. */
  readonly width?: number;
  /** Titles of the columns that go where the table is wider, the first one first. */
  readonly expendable?: readonly string[];
}

/**
 * Rows as aligned lines: the first column to the left, the others, numbers mostly, to the right. A row with fewer cells
 * than the first, which holds the titles, is a name and a remark.
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, expendable = [] }: TableOptions = {},
): string[] {
  const titles = rows[0] ?? [];
  let columns = [...titles.keys()];
  let lines = align(rows, columns);
  for (const title of expendable) {
    if (lines.every((line) => line.length <= width)) break;
    columns = columns.filter((column) => titles[column] !== title);
    lines = align(rows, columns);
  }
  return lines;
}

function align(rows: readonly (readonly string[])[], columns: readonly number[]): string[] {
  const isRemark = (row: readonly string[]) => row.length < (rows[0]?.length ?? 0);
  const widthOf = (column: number) =>
    Math.max(...rows.filter((row) => column === 0 || !isRemark(row)).map((row) => row[column]?.length ?? 0));
  const widths = new Map(columns.map((column) => [column, widthOf(column)]));
  return rows.map((row) => {
    const [name = '', ...remark] = row;
    const first = name.padEnd(widths.get(0) ?? 0);
    const others = columns.slice(1).map((column) => (row[column] ?? '').padStart(widths.get(column) ?? 0));
    return [first, ...(isRemark(row) ? remark : others)].join(' ').trimEnd();
  });
}
