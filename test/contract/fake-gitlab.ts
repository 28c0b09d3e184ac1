import type { GitLab } from '../../src/extract/gitlab/gitlab.ts';
import type { RawBatch } from '../../src/raw-object.ts';
import { makeGroup } from '../factories/group.ts';
import { makePipeline } from '../factories/pipeline.ts';
import { makeProject } from '../factories/project.ts';
import type { Factory } from '../factories/table.ts';

/**
 * A GitLab of one group that holds one project with one pipeline. The listing that is named holds the given pages
 * instead, and then fails where it is told to.
 */
export function fakeGitLab(listing: Factory['listing'], pages: readonly RawBatch[], failure?: Error): GitLab {
  async function* given(): AsyncGenerator<RawBatch> {
    yield* pages;
    if (failure !== undefined) throw failure;
  }
  async function* list(...batches: RawBatch[]): AsyncGenerator<RawBatch> {
    yield* batches;
  }
  const group = makeGroup({ full_path: 'acme' });
  const project = makeProject({ path_with_namespace: 'acme/api' });
  const unexpected = () => Promise.reject(new Error('Nothing but lists is read by default'));
  return {
    groups: () => (listing === 'groups' ? given() : list([group])),
    projects: () => (listing === 'projects' ? given() : list([project])),
    leavingProjects: () => list(),
    sizes: unexpected,
    sharedPages: (_, { route }) => {
      if (listing === 'sharedPages') return given();
      return route.endsWith('/pipelines') ? list([makePipeline()]) : list();
    },
    pages: () => (listing === 'pages' ? given() : list()),
    pagesByTime: () => (listing === 'pages' ? given() : list()),
    namedProject: unexpected,
    trees: { walk: () => list(), list: () => list(), insteadOfSearch: unexpected },
    contents: { sizeLimit: 0, blob: unexpected, raw: unexpected, file: unexpected },
    search: { blobsOfGroup: unexpected, blobsOfProject: unexpected, findsAny: unexpected },
    graphQl: unexpected,
    get: unexpected,
  };
}
