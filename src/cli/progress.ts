import ora from 'ora';
import type { Logger } from '../log/logger.ts';
import { printable } from '../log/printable.ts';
import type { Observe, ResourceEvent, RunEvent } from '../run/events.ts';
import { number } from './number.ts';

/** Shows a run while it goes on. `stop` leaves nothing behind that moves. */
export interface Progress {
  readonly observe: Observe;
  stop(): void;
}

/** Milliseconds between two lines about one resource. */
const LINE_INTERVAL_MS = 5000;

/** On a terminal: a spinner for what goes on, a line for what is finished. */
export function createSpinner(stream: NodeJS.WriteStream, now: () => number, dryRun = false): Progress {
  const spinner = ora({ stream, discardStdin: false });
  let started = now();
  let text = '';

  function observe(event: RunEvent): void {
    switch (event.type) {
      case 'stage':
        text = event.stage;
        break;
      case 'waiting':
        spinner.text = `${text}: waiting for ${event.service} until ${clockTime(event.untilMs)} (${event.reason})`;
        return;
      case 'resource-finished':
        finish(event);
        return;
      case 'resource-started':
        started = now();
        text = describe(event, dryRun);
        break;
      default:
        text = `${describe(event, dryRun)}${rate(event, now() - started)}`;
    }
    spinner.start(printable(text));
  }

  function finish(event: ResourceEvent): void {
    const line = printable(describe(event, dryRun));
    if (event.isIncomplete || event.counts.failed > 0) spinner.warn(`${line} (incomplete)`);
    else spinner.succeed(line);
  }

  return { observe, stop: () => void spinner.stop() };
}

/** Elsewhere: log lines, and only while something changes. */
export function createLines(log: Logger, now: () => number): Progress {
  let last = now();

  function observe(event: RunEvent): void {
    if (event.type === 'stage') log.info({}, event.stage);
    if (event.type === 'stage' || event.type === 'waiting') return;
    const { kind, index, counts } = event;
    if (event.type === 'progress') {
      if (now() - last < LINE_INTERVAL_MS) return;
      last = now();
    }
    const figures = { resource: index, kind, ...nonZero(counts) };
    if (event.type === 'resource-started') log.info({ resource: index, kind }, 'Exporting');
    else if (event.type === 'progress') log.info(figures, 'Going on');
    else if (event.isIncomplete) log.warn(figures, 'Exported in part');
    else log.info(figures, 'Exported');
  }

  return { observe, stop: () => {} };
}

function describe({ kind, counts }: ResourceEvent, dryRun: boolean): string {
  const written = counts.created + counts.updated;
  const parts = [
    `${number(counts.read)} read`,
    `${number(counts.mapped)} mapped`,
    `${number(written)} ${dryRun ? 'to write' : 'written'}`,
  ];
  if (counts.failed > 0) parts.push(`${number(counts.failed)} failed`);
  return `${kind}: ${parts.join(', ')}`;
}

function rate({ counts }: ResourceEvent, elapsedMs: number): string {
  return elapsedMs < 1000 ? '' : ` (${number(Math.round((counts.read * 1000) / elapsedMs))}/s)`;
}

function nonZero(counts: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0));
}

function clockTime(ms: number): string {
  return new Date(ms).toTimeString().slice(0, 8);
}
