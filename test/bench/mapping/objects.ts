import { createGitLab } from '../../../examples/sandbox/gitlab/app.ts';
import { TOKENS } from '../../../examples/sandbox/gitlab/seed/people.ts';
import { createWorld } from '../../../examples/sandbox/gitlab/world.ts';
import type { RawBatch, RawObject } from '../../../src/raw-object.ts';

export type Kind = 'project' | 'merge-request';

/** Full rows as the sandbox answers them, with what the default mapping asks to be added to projects. */
export async function readTemplates(): Promise<Readonly<Record<Kind, RawBatch>>> {
  const { app } = createGitLab(createWorld());
  const read = async (path: string): Promise<RawBatch> => {
    const response = await app.request(`/api/v4/${path}`, { headers: { 'PRIVATE-TOKEN': TOKENS.exporter } });
    // The sandbox's lists hold objects.
    return (await response.json()) as RawBatch;
  };
  const projects = await read('projects?per_page=100');
  const mergeRequests = await read('groups/acme/merge_requests?scope=all&per_page=100');
  return {
    project: projects.map((project) => ({ ...project, ...enrichments })),
    'merge-request': mergeRequests.map((one) => ({ ...one, description })),
  };
}

const enrichments = {
  __languages: { TypeScript: 61.4, Go: 22.9, Shell: 9.2, Dockerfile: 6.5 },
  __includedFiles: { 'README.md': null, CODEOWNERS: '* @acme/platform\n' },
  __searchQueries: { hasPortConfig: true },
};

/** As long as people write them: a row comes to about 4.3 KB. */
const description =
  '- [x] The service answers while a node is drained, and tells its caller when it will not.\n'.repeat(21);

/** A page as GitLab gives it: objects of their own, made of the templates and told apart by their ids. */
export function makePage(templates: RawBatch, firstId: number, length: number): RawBatch {
  return Array.from({ length }, (_, position): RawObject => {
    const id = firstId + position;
    const template = templates[id % templates.length] ?? {};
    return { ...template, id, iid: id, path_with_namespace: `${String(template['path_with_namespace'])}-${id}` };
  });
}
