/** What an administrator sets; tests turn these to reach the awkward corners. */
export interface Settings {
  /** Above this many rows GitLab leaves out X-Total and the last link ("GitLab: REST pagination"). */
  totalLimit: number;
  /** Each n-th place of an offset listing is a row that the caller may not read: counted, but cut out of its page. 0: none. */
  unreadableEvery: number;
  rateLimit: { requests: number; periodSeconds: number };
  /** Which engine answers blob searches: `basic` refuses them for groups. */
  searchEngine: 'basic' | 'advanced';
  /** The ref that every hit of a search carries; left out, the ref that was searched. An index can lag behind a renamed branch. */
  searchRef?: string;
  /** `off`: no such route; `forbidden`: not for this kind of token; `partial`: every second project comes with an error. */
  graphql: 'on' | 'off' | 'forbidden' | 'partial';
  /** Projects times paths in one query, above which it is refused as too complex. */
  graphqlComplexity: number;
}

/** The settings of a new instance. */
export function defaultSettings(): Settings {
  return {
    totalLimit: 10_000,
    unreadableEvery: 0,
    rateLimit: { requests: 36_000, periodSeconds: 60 },
    searchEngine: 'basic',
    graphql: 'on',
    graphqlComplexity: 1_000,
  };
}

/** Whether a version such as `18.9.0-ee` has what came with `major.minor`. */
export function isSince(version: string, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
