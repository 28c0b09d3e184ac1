import leven from 'leven';
import type { KnownKey, KnownKeys } from './known-keys.ts';

/** More than a third of the letters differ: another word, not a misspelling. */
const MOST_DIFFERENCE = 0.34;

/**
 * The known key that an unknown one was probably meant to be. A level too many or too few is as likely a mistake as a
 * wrong letter, so both the whole key and its last level may match.
 */
export function nearestKey(unknown: string, known: KnownKeys): KnownKey | undefined {
  let best: { readonly key: KnownKey; readonly difference: number; readonly whole: number } | undefined;
  for (const key of known) {
    const whole = difference(joined(unknown), joined(key.key));
    const parts = [difference(lastLevel(unknown), lastLevel(key.key)), difference(joined(unknown), lastLevel(key.key))];
    const smallest = Math.min(whole, ...parts);
    if (smallest > MOST_DIFFERENCE) continue;
    if (best === undefined || smallest < best.difference || (smallest === best.difference && whole < best.whole)) {
      best = { key, difference: smallest, whole };
    }
  }
  return best?.key;
}

function joined(key: string): string {
  return key.replaceAll('.', '');
}

function lastLevel(key: string): string {
  return key.slice(key.lastIndexOf('.') + 1);
}

/** Share of letters that differ (Levenshtein), 0 to 1. */
function difference(left: string, right: string): number {
  return leven(left, right) / Math.max(left.length, right.length, 1);
}
