/** What most kinds read something of: how many there are is known as soon as they are listed. */
export type Parent = 'group' | 'topmost group' | 'project';

/**
 * Requests that reading a kind takes. Of a list it is the first page: how many more there are nobody knows before.
 */
export interface Cost {
  /** What is read, for people. */
  readonly what: string;
  /** What the requests are made for: each of these, or once in a run. How many others than parents there are only reading tells. */
  readonly per:
    | Parent
    | 'run'
    | 'further page'
    | 'pipeline'
    | 'file'
    | 'folder'
    | 'project that no group search covers';
  /** For each of them; a fraction where one request serves several. */
  readonly requests: number;
  /** Whether all resources that read it, of the same parents, have it read once. */
  readonly isShared?: boolean;
  /** Whether it counts against the limit on searches, which is far below the others (GitLab: "Rate limits"). */
  readonly isSearch?: boolean;
}

/** What of the settings decides about costs. */
export interface CostSettings {
  /** Whether trees stand in for searches where the answer is the same. */
  readonly answerSearchesFromTrees: boolean;
}

type Reading = Omit<Cost, 'per'>;

/** The largest page (GitLab: "REST pagination"). */
const PAGE_SIZE = 100;

/** The listings that most kinds begin with. */
export const groupListing: Cost = { what: 'groups', per: 'group', requests: 1 / PAGE_SIZE, isShared: true };
const projectListing: Cost = { what: 'projects', per: 'project', requests: 1 / PAGE_SIZE, isShared: true };

/** The whole tree of a repository, which comes in one answer. */
export const trees: Reading = { what: 'trees', requests: 1, isShared: true };

/** The content of each file that is found. */
export const contents: Cost = { what: 'contents', per: 'file', requests: 1 };

export function perGroup(...readings: readonly Reading[]): Cost[] {
  return [groupListing, ...readings.map((reading): Cost => ({ ...reading, per: 'group' }))];
}

export function perProject(...readings: readonly Reading[]): Cost[] {
  return [projectListing, ...readings.map((reading): Cost => ({ ...reading, per: 'project' }))];
}

/** Of lists that have few parents and many pages; projects in no group, which have lists of their own, are rare. */
export function perTopmostGroup({ what, ...reading }: Reading): Cost[] {
  return [
    groupListing,
    projectListing,
    { what, per: 'topmost group', ...reading },
    { what, per: 'further page', requests: 1 },
  ];
}

/** Of all projects, or of those alone that are named. */
export function perRepository(
  wishes: readonly { readonly repos: readonly string[] }[],
  ...readings: readonly Reading[]
): Cost[] {
  if (wishes.some(({ repos }) => repos.length === 0)) return perProject(...readings);
  const named = new Set(wishes.flatMap(({ repos }) => repos)).size;
  return [{ what: 'named projects', requests: 1 }, ...readings].map(({ requests, isShared: _, ...reading }) => ({
    ...reading,
    per: 'run',
    requests: requests * named,
  }));
}
