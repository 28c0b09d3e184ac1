import { difference, isMisspelling } from '../nearest.ts';
import type { KnownKey, KnownKeys } from './known-keys.ts';

/**
 * The known key that an unknown one was probably meant to be. A level too many or too few is as likely a mistake as a
 * wrong letter, so both the whole key and its last level may match.
 */
export function nearestKey(unknown: string, known: KnownKeys): KnownKey | undefined {
  let best: { readonly key: KnownKey; readonly share: number; readonly whole: number } | undefined;
  for (const key of known) {
    const whole = difference(joined(unknown), joined(key.key));
    const last = lastLevel(key.key);
    const share = Math.min(whole, difference(lastLevel(unknown), last), difference(joined(unknown), last));
    if (!isMisspelling(share)) continue;
    if (best === undefined || share < best.share || (share === best.share && whole < best.whole)) {
      best = { key, share, whole };
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
