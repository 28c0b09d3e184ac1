import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launcher } from './command.ts';

/** The built command in a terminal of its own, of which every character on the screen can be looked at. */
export interface Terminal {
  /** What has been on the screen from the beginning on, without colours unless they are wanted, each line as it is shown. */
  readonly screen: (options?: { readonly coloured: boolean }) => string;
  /** Whether the cursor can be seen. */
  readonly hasCursor: () => boolean;
  /** Presses a key, in tmux's words: `C-c`. */
  press(key: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen fits; the pattern is in the error where it never does. */
  until(pattern: RegExp): Promise<string>;
  /** Waits for the end of the command and gives its exit code. */
  end(): Promise<number>;
  close(): void;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly rows?: number;
  /** Shell commands that come first. */
  readonly before?: string;
  readonly args?: readonly string[];
  /** The whole environment beside PATH and TERM. */
  readonly environment: Readonly<Record<string, string>>;
}

export const hasTmux = spawnSync('tmux', ['-V']).status === 0;

const PATIENCE_MS = 150_000;
const ENDED = /^\[exit code (\d+)\]$/m;

/** Starts the command in a tmux of its own, which ends with `close`. */
export function startTerminal({ columns, rows = 40, before = '', args = [], environment }: TerminalOptions): Terminal {
  const folder = mkdtempSync(join(tmpdir(), 'terminal-'));
  const name = `exporter-${randomUUID()}`;
  const tmux = (...words: readonly string[]) =>
    execFileSync('tmux', ['-L', name, '-f', '/dev/null', ...words], { encoding: 'utf8' });
  const script = join(folder, 'run.sh');
  const assignments = Object.entries({ PATH: process.env['PATH'] ?? '', TERM: 'screen-256color', ...environment });
  const words = ['env', '-i', ...assignments.map((pair) => pair.join('=')), process.execPath, launcher, ...args];
  // The shell outlives Ctrl-C, and what was on the screen stays.
  const command = words.map((word) => `'${word}'`).join(' ');
  writeFileSync(script, `trap : INT\n${before}\n${command}\nprintf '[exit code %s]\\n' "$?"\nexec sleep 600\n`);
  tmux('new-session', '-d', '-x', String(columns), '-y', String(rows), 'sh', script);

  const screen: Terminal['screen'] = ({ coloured } = { coloured: false }) =>
    tmux('capture-pane', '-p', '-S', '-', ...(coloured ? ['-e'] : [])).trimEnd();
  const until = async (pattern: RegExp): Promise<string> => {
    for (const start = performance.now(); performance.now() - start < PATIENCE_MS; ) {
      const text = screen();
      if (pattern.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`Never on the screen: ${pattern}, but this:\n${screen()}`);
  };
  return {
    screen,
    until,
    hasCursor: () => tmux('display-message', '-p', '#{cursor_flag}').trim() === '1',
    press: (key) => void tmux('send-keys', key),
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    end: async () => Number(ENDED.exec(await until(ENDED))?.[1]),
    close() {
      tmux('kill-server');
      rmSync(folder, { recursive: true });
    },
  };
}
