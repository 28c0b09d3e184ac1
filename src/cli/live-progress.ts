import type { WriteStream } from 'node:tty';
import ora, { spinners } from 'ora';
import type { ResourceEvent } from '../run/events.ts';
import { columnsOf, wrap } from './columns.ts';
import type { Progress } from './progress.ts';
import { createProgressView, describeResource, type Room } from './progress-view.ts';
import type { Style } from './style.ts';

export interface LiveProgressOptions {
  readonly stream: WriteStream;
  readonly now: () => number;
  readonly style: Style;
  readonly isColoured: boolean;
  readonly hasUnicode: boolean;
  /** Makes a line harmless and legible. */
  readonly show: (line: string) => string;
  /** The run's: that it is stopping is said. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

const REDRAW_MS = 120;
/** What ora puts before the first line: the spinner and two spaces. */
const INDENT = '   ';
/** The terminal writes `^C` behind the last line, and a character in the last column may begin a new one. */
const MARGIN = 3;
const STOPPING = 'Stopping: writes under way come to their end; Ctrl-C again ends at once';

/** On a terminal: lines at its end that are drawn again and again, and above them one for what is finished. */
export function createLiveProgress(options: LiveProgressOptions): Progress {
  const { stream, style, signal, show } = options;
  const changes = options.dryRun ? 'to write' : 'written';
  const view = createProgressView(options.now, show, changes);
  let drawn: readonly string[] = [];

  // A function, so that each drawing has the room of its moment.
  function draw(): string {
    drawn = view.lines(roomOf(stream), signal.aborted ? STOPPING : undefined);
    return drawn.join(`\n${INDENT}`);
  }

  const spinner = ora({
    stream,
    suffixText: draw,
    spinner: options.hasUnicode ? spinners.dots : spinners.line,
    color: options.isColoured ? 'cyan' : false,
    interval: REDRAW_MS,
    isEnabled: true,
    discardStdin: false,
  });

  function finish(event: ResourceEvent): void {
    const isWhole = !event.isIncomplete && event.counts.failed === 0;
    const mark = isWhole ? style('green', show('✔')) : style('yellow', '!');
    // Ora takes its lines away before others are written, and draws them again below.
    const remark = isWhole ? '' : ' (incomplete)';
    const line = describeResource(event, roomOf(stream).columns - remark.length, changes);
    stream.write(`${wrap(`${mark} ${show(line)}${remark}`, stream.columns)}\n`);
  }

  /** A terminal that gets narrower breaks the lines that it shows: ora knows how many it wrote, not how many these are. */
  function resize(): void {
    spinner.stop();
    const broken = drawn.map((line) => Math.ceil((INDENT.length + columnsOf(line)) / stream.columns) - 1);
    const above = broken.reduce((total, lines) => total + Math.max(0, lines), 0);
    if (above > 0) {
      stream.moveCursor(0, -above);
      stream.clearScreenDown();
    }
    spinner.start();
  }

  function stop(): void {
    stream.off('resize', resize);
    spinner.stop();
  }

  return {
    observe(event) {
      view.observe(event);
      if (event.type === 'resource-finished') finish(event);
      if (spinner.isSpinning) return;
      stream.on('resize', resize);
      spinner.start();
    },
    stop,
  };
}

function roomOf({ columns = 80, rows = 24 }: Partial<WriteStream>): Room {
  return { columns: columns - INDENT.length - MARGIN, rows: rows - 1 };
}
