import { describe, expect, it } from 'vitest';
import { PROJECTS } from '../../../examples/sandbox/gitlab/seed/projects.ts';
import { openSandbox } from '../read-kind.ts';

const PATH = 'docs/größe 1.yaml';
const LIMIT = 1024 * 1024;

/** A repository with one file of so many bytes. */
function openWith(bytes: number) {
  const opened = openSandbox();
  opened.sandbox.control.writeFile(PROJECTS.api, PATH, Buffer.alloc(bytes, 'a'));
  return opened;
}

describe('the content of a file', () => {
  it.each([0, LIMIT])('is given whole up to the limit: %i bytes', async (bytes) => {
    const { contents } = openWith(bytes).gitlab;

    const raw = await contents.raw(PROJECTS.api, 'main', PATH);
    const file = await contents.file(PROJECTS.api, 'main', PATH);
    const blob = await contents.blob(PROJECTS.api, String(file?.fields['blob_id']));

    for (const content of [raw, file?.content, blob]) expect(content).toHaveLength(bytes);
  });

  it.each([LIMIT + 1, 50_000_000])('beyond the limit is not read, by whatever way: %i bytes', async (bytes) => {
    const { contents } = openWith(bytes).gitlab;

    const raw = await contents.raw(PROJECTS.api, 'main', PATH);
    const file = await contents.file(PROJECTS.api, 'main', PATH);
    const blob = await contents.blob(PROJECTS.api, String(file?.fields['blob_id']));

    for (const content of [raw, file?.content, blob]) expect(content).toEqual({ limit: LIMIT });
  });

  it('beyond the limit leaves what GitLab knows of the file as it is', async () => {
    const small = openWith(3).gitlab.contents;
    const expected = await small.file(PROJECTS.api, 'main', PATH);
    const large = openWith(3_000_000).gitlab.contents;

    const file = await large.file(PROJECTS.api, 'main', PATH);

    expect(Object.keys(file?.fields ?? {}).sort()).toEqual(Object.keys(expected?.fields ?? {}).sort());
    expect(file?.fields).toMatchObject({
      file_name: 'größe 1.yaml',
      file_path: PATH,
      size: 3_000_000,
      encoding: 'base64',
      ref: 'main',
      blob_id: expect.stringMatching(/^[0-9a-f]{40}$/),
      last_commit_id: expect.stringMatching(/^[0-9a-f]{40}$/),
      content_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      execute_filemode: false,
    });
  });
});
