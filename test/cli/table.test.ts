import { describe, expect, it } from 'vitest';
import { renderTable } from '../../src/cli/table.ts';

const rows = [
  ['Name', 'Read', 'Failed'],
  ['project', '1,234', '0'],
  ['job', 'left out'],
];

describe('a table', () => {
  it('aligns names to the left and numbers to the right', () => {
    expect(renderTable(rows)).toEqual(['Name     Read Failed', 'project 1,234      0', 'job     left out']);
  });

  it('loses no column that it has room for', () => {
    expect(renderTable(rows, { width: 20, expendable: ['Read'] })).toEqual(renderTable(rows));
  });

  it('loses columns in the order that is given, and no more of them than it has to', () => {
    const narrow = renderTable(rows, { width: 19, expendable: ['Read', 'Failed'] });
    const narrower = renderTable(rows, { width: 8, expendable: ['Read', 'Failed'] });

    expect(narrow).toEqual(['Name    Failed', 'project      0', 'job     left out']);
    expect(narrower).toEqual(['Name', 'project', 'job     left out']);
  });

  it('stays too wide where nothing is expendable', () => {
    expect(renderTable(rows, { width: 5 })).toEqual(renderTable(rows));
  });
});
