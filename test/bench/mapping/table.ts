import type { Measurement } from './measure.ts';
import type { Row } from './variants.ts';

export type Measured = Row & Measurement;

const columns = ['engine', 'jq is given', 'objects/s', 'ratio', 'CPU s', 'start ms', 'peak MB'];

/**
 * The figures of one workload as a table of Markdown. The ratio is to the first row; CPU seconds are for 10,000
 * objects, from a sample where fewer were mapped (marked with ~).
 *
 * @throws where two rows did not give the same entities.
 */
export function describeWorkload(name: string, kilobytes: number, rows: readonly Measured[]): string {
  const different = rows.find(({ digest }) => digest !== rows[0]?.digest);
  if (different !== undefined)
    throw new Error(`${different.engine}, ${different.input}: other entities than the first`);

  const rate = ({ variant, seconds }: Measured) => variant.objects / seconds;
  const first = rows[0] === undefined ? 1 : rate(rows[0]);
  const most = Math.max(...rows.map(({ variant }) => variant.objects));
  const lines = rows.map((row) => {
    const { objects } = row.variant;
    const mark = objects < most ? '~' : '';
    return [
      row.engine,
      row.input,
      `${mark}${Math.round(rate(row)).toLocaleString('en')}`,
      (rate(row) / first).toFixed(1),
      `${mark}${((row.processorSeconds / objects) * 10_000).toFixed(2)}`,
      row.startMs.toFixed(0),
      row.peakMegabytes.toFixed(0),
    ];
  });
  return `\n${name} (${kilobytes.toFixed(1)} KB each)\n\n${toMarkdown([columns, columns.map(() => '---'), ...lines])}`;
}

function toMarkdown(lines: readonly (readonly string[])[]): string {
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}
