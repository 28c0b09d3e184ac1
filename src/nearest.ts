import leven from 'leven';

/** More than a third of the letters differ: another word, not a misspelling. */
const MOST_DIFFERENCE = 0.34;

/** The candidate that `name` is most likely a misspelling of, or ends in; nothing when none is close. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly share: number } | undefined;
  for (const candidate of candidates) {
    const share = Math.min(difference(name, candidate), endsIn(name, candidate) ? MOST_DIFFERENCE : 1);
    if (isMisspelling(share) && (best === undefined || share < best.share)) best = { candidate, share };
  }
  return best?.candidate;
}

/** Share of the letters that differ (Levenshtein), 0 to 1; upper and lower case are the same. */
export function difference(left: string, right: string): number {
  return leven(left.toLowerCase(), right.toLowerCase()) / Math.max(left.length, right.length, 1);
}

/** Whether two words that differ by this share of their letters are probably one. */
export function isMisspelling(share: number): boolean {
  return share <= MOST_DIFFERENCE;
}

/** `includeNonArchived` ends in `nonArchived`; a few letters at the end mean nothing. */
function endsIn(name: string, candidate: string): boolean {
  return candidate.length > 3 && name.toLowerCase().endsWith(candidate.toLowerCase());
}
