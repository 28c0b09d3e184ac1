import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMappingFile } from '../../src/config/read-mapping-file.ts';
import { inDirectory, refusal } from './load.ts';

function read(text: string, name = 'mapping.yaml'): Promise<unknown> {
  return inDirectory({ [name]: text }, (directory) => readMappingFile(join(directory, name)));
}

describe('readMappingFile', () => {
  it('reads YAML', async () => {
    const mapping = await read('resources:\n  - kind: project\n    selector: {query: "true", includeActive: yes}\n');

    expect(mapping).toEqual({ resources: [{ kind: 'project', selector: { query: 'true', includeActive: true } }] });
  });

  it('reads JSON, indented by tabs as well', async () => {
    const mapping = await read('{\n\t"deleteDependentEntities": true,\n\t"resources": []\n}', 'mapping.json');

    expect(mapping).toEqual({ deleteDependentEntities: true, resources: [] });
  });

  it('keeps dates as text and joins what is merged', async () => {
    const mapping = await read('base: &base {a: 2024-01-31}\nother: {<<: *base, b: 1}');

    expect(mapping).toEqual({ base: { a: '2024-01-31' }, other: { a: '2024-01-31', b: 1 } });
  });

  it('says where the syntax is wrong', async () => {
    const error = await refusal(read('resources:\n  - kind: "project\n'));

    expect(error.issues).toEqual([
      {
        path: expect.stringMatching(/^line \d+, column \d+$/),
        message: expect.any(String),
        origin: expect.stringMatching(/^file .*mapping\.yaml$/),
      },
    ]);
  });

  it('refuses aliases that would explode', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );

    const error = await refusal(read(['l0: &l0 [x]', ...levels].join('\n')));

    expect(error.issues[0]?.path).toBe('aliases');
  });

  it('says that the file is missing', async () => {
    const error = await refusal(readMappingFile('absent.yaml'));

    expect(error.issues).toEqual([
      { path: 'mapping', message: expect.stringContaining('missing'), origin: `file ${resolve('absent.yaml')}` },
    ]);
  });
});
