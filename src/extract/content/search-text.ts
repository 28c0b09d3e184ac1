import { hasWildcard, literalDirectory } from './glob.ts';

/**
 * The search that finds at least the files of a glob: a keyword and filters (GitLab: "Search API", blobs). `path:` holds
 * the directories before the first wildcard, as the filter knows no `**`.
 */
export function toSearchText(pattern: string): string {
  const parts = pattern.split('/').filter((part) => part !== '' && part !== '.');
  const fileName = parts.at(-1) ?? '';
  const directory = literalDirectory(pattern);
  const keyword = withoutWildcards(fileName) || withoutWildcards(parts.at(-2) ?? '');
  return [
    ...(keyword === '' ? [] : [quote(keyword)]),
    ...(directory === '' ? [] : [`path:${quote(directory)}`]),
    `filename:${quote(onlyStars(fileName))}`,
  ].join(' ');
}

/** The filter knows `*` alone. */
function onlyStars(name: string): string {
  return hasWildcard(name) ? name.replaceAll(/\?|\[[^\]]*\]/g, '*') : name;
}

function withoutWildcards(name: string): string {
  return onlyStars(name).replaceAll('*', '');
}

/** A space ends a filter. */
function quote(text: string): string {
  return /\s/.test(text) ? `"${text}"` : text;
}
