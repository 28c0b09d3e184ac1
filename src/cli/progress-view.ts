import { number } from '../amount.ts';
import { sumCounts } from '../run/counts.ts';
import type { ResourceEvent, RunEvent } from '../run/events.ts';
import { columnsOf, cutTo } from './columns.ts';

/** Room for the lines of a run. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
}

/** What is known of a run that goes on, as lines for people. */
export interface ProgressView {
  observe(event: RunEvent): void;
  /** The lines of this moment, none wider and no more of them than there is room for. `notice` takes the place of the stage. */
  lines(room: Room, notice?: string): readonly string[];
}

/** What becomes of entities that differ from Port's: a dry run writes none. */
export type Changes = 'written' | 'to write';

type Wait = Extract<RunEvent, { type: 'waiting' }>;

/** A view of a run of which nothing is known yet; `now` is in milliseconds since the epoch, `show` makes text harmless. */
export function createProgressView(
  now: () => number,
  show: (text: string) => string,
  changes: Changes = 'written',
): ProgressView {
  const startedAt = now();
  const begunAt = new Map<number, number>();
  const resources = new Map<number, ResourceEvent>();
  const waits = new Map<string, Wait>();
  let stage: string | undefined;

  function observe(event: RunEvent): void {
    if (event.type === 'stage') stage = event.stage;
    else if (event.type === 'waiting') waits.set(`${event.service} ${event.reason}`, event);
    else {
      if (event.type === 'resource-started') begunAt.set(event.index, now());
      stage = undefined;
      resources.set(event.index, event);
    }
  }

  function lines({ columns, rows }: Room, notice = stage): readonly string[] {
    const active = [...resources.values()].filter(({ type }) => type !== 'resource-finished');
    const others = [
      ...(notice === undefined ? [] : [notice]),
      ...[...waits.values()].filter(({ untilMs }) => untilMs > now()).map(describeWait),
      ...(resources.size === 0 ? [] : [describeTotals()]),
    ];
    const shown = active.map((event) => ({ event, figures: `${figuresOf(event, changes)}${rateOf(event)}` }));
    return [...shorten(table(shown, columns), rows - others.length), ...others].map((line) =>
      cutTo(show(line), columns, show('…')),
    );
  }

  function rateOf({ index, counts }: ResourceEvent): string {
    const elapsedMs = now() - (begunAt.get(index) ?? now());
    return elapsedMs < 1000 ? '' : ` · ${number(Math.round((counts.read * 1000) / elapsedMs))}/s`;
  }

  function describeTotals(): string {
    const known = [...resources.values()];
    const finished = known.filter(({ type }) => type === 'resource-finished').length;
    const figures = figuresOf({ counts: sumCounts(known) }, changes);
    return `Total  ${figures} · ${duration(now() - startedAt)} · ${number(finished)} finished`;
  }

  return { observe, lines };
}

/** What a resource has come to, in one line; where that is too wide, the kind has to do for a name. */
export function describeResource(event: ResourceEvent, columns: number, changes: Changes): string {
  const figures = figuresOf(event, changes);
  const whole = `${nameOf(event)}  ${figures}`;
  return columnsOf(whole) <= columns ? whole : `${event.kind}  ${figures}`;
}

function nameOf({ kind, blueprints }: ResourceEvent): string {
  return blueprints.length === 0 ? kind : `${kind} → ${blueprints.join(', ')}`;
}

function figuresOf({ counts }: Pick<ResourceEvent, 'counts'>, changes: Changes): string {
  const written = counts.created + counts.updated;
  const parts = [`${number(counts.read)} read`, `${number(counts.mapped)} mapped`, `${number(written)} ${changes}`];
  if (counts.failed > 0) parts.push(`${number(counts.failed)} failed`);
  return parts.join(' · ');
}

/** Names and figures, aligned; where that is too wide, the kinds have to do for names. */
function table(
  shown: readonly { readonly event: ResourceEvent; readonly figures: string }[],
  columns: number,
): readonly string[] {
  const align = (name: (event: ResourceEvent) => string): string[] => {
    const width = Math.max(0, ...shown.map(({ event }) => columnsOf(name(event))));
    return shown.map(({ event, figures }) => {
      const gap = ' '.repeat(width - columnsOf(name(event)));
      return `${name(event)}${gap}  ${figures}`;
    });
  };
  const whole = align(nameOf);
  return whole.every((line) => columnsOf(line) <= columns) ? whole : align(({ kind }) => kind);
}

function shorten(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= room) return lines;
  const kept = Math.max(0, room - 1);
  return [...lines.slice(0, kept), `… and ${lines.length - kept} more`];
}

function describeWait({ service, reason, untilMs }: Wait): string {
  const what = reason === 'rate-limit' ? `for ${service}'s rate limit` : `to ask ${service} again`;
  return `Waiting ${what} until ${clockTime(untilMs)}`;
}

/** By the clock of this machine. */
function clockTime(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}

/** `1:05`, or `2:01:05` from an hour on. */
function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [first, ...others] = parts[0] === 0 ? parts.slice(1) : parts;
  return [String(first), ...others.map((part) => String(part).padStart(2, '0'))].join(':');
}
