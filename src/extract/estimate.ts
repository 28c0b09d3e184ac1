import { number } from '../amount.ts';
import type { Cost, CostSettings, Parent } from './cost.ts';
import type { Size, Sizes } from './gitlab/sizes.ts';
import { distinctReadings, type Reading } from './reading.ts';
import { activeOf } from './selector.ts';

/** Requests for one thing that a resource reads. */
export interface ReadingCost {
  readonly kind: string;
  readonly what: string;
  readonly requests: number;
  readonly isSearch: boolean;
}

export interface ReadingEstimate {
  /** What several resources share is with the first. */
  readonly costs: readonly ReadingCost[];
  /** What takes further requests that nobody can count before, for people. */
  readonly uncounted: readonly string[];
}

/** What reading takes, as far as the number of groups and projects tells. */
export async function estimateReading(
  readings: readonly Reading[],
  sizes: Sizes,
  settings: CostSettings,
): Promise<ReadingEstimate> {
  const costs: ReadingCost[] = [];
  const uncounted: string[] = [];
  const shared = new Set<string>();
  for (const { kind, selector } of distinctReadings(readings)) {
    const active = activeOf(selector);
    for (const { what, per, requests, isShared, isSearch = false } of kind.costs(selector, settings)) {
      const key = JSON.stringify([what, per, active]);
      if (isShared && shared.has(key)) continue;
      shared.add(key);
      const size = await sizeOf(per, active, sizes);
      if (size === undefined || size.isLeast) {
        const rest = size === undefined ? '' : ` beyond ${number(size.count)}`;
        uncounted.push(`${kind.name}: ${what}, ${requests} for each ${per}${rest}`);
      }
      if (size !== undefined)
        costs.push({ kind: kind.name, what, requests: Math.ceil(size.count * requests), isSearch });
    }
  }
  return { costs, uncounted };
}

async function sizeOf(per: Cost['per'], active: boolean | undefined, sizes: Sizes): Promise<Size | undefined> {
  if (per === 'run') return { count: 1, isLeast: false };
  return isParent(per) ? sizes(per, active) : undefined;
}

function isParent(per: Cost['per']): per is Parent {
  return per === 'group' || per === 'topmost group' || per === 'project';
}
