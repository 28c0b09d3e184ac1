import { Minimatch } from 'minimatch';

/** `**` spans directories, a leading dot is nothing special, and no other shell syntax counts. */
const SYNTAX = { dot: true, nobrace: true, noext: true, nonegate: true, nocomment: true, platform: 'linux' } as const;

export interface GlobOptions {
  /** A pattern without `/` matches that name at any depth. */
  readonly anyDepth?: boolean;
  readonly ignoreCase?: boolean;
}

/** A test of paths from the repository's root, without a leading slash. */
export function compileGlob(pattern: string, options: GlobOptions = {}): (path: string) => boolean {
  const { anyDepth = false, ignoreCase = false } = options;
  const glob = new Minimatch(withoutOuterSlashes(pattern), {
    ...SYNTAX,
    matchBase: anyDepth && !pattern.includes('/'),
    nocase: ignoreCase,
  });
  return (path) => glob.match(path);
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

/** The directories of a pattern before its first wildcard: `a/b` of `a/b/**\/c.json`. */
export function literalDirectory(pattern: string): string {
  const directories = withoutOuterSlashes(pattern).split('/').slice(0, -1);
  const wildcard = directories.findIndex(hasWildcard);
  return directories.slice(0, wildcard === -1 ? undefined : wildcard).join('/');
}

/** `a/b` of `./a/b/`. */
export function withoutOuterSlashes(path: string): string {
  return path.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '');
}
