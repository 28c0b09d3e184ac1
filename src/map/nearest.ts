import leven from 'leven';

/** The candidate that `name` is most likely a misspelling of; nothing when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = leven(name.toLowerCase(), candidate.toLowerCase());
    const isClose = distance <= Math.max(2, Math.floor(candidate.length / 3)) && distance < candidate.length;
    if (isClose && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}
