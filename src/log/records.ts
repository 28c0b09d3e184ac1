/** Lines of the log that wait to be sent somewhere: the oldest first, bounded, not masked yet. */
export interface LogRecords {
  /** A line of JSON: `level`, `time`, `msg` and fields. Past the bound it is only counted. */
  add(line: string): void;
  /** Takes the oldest out. */
  take(): string | undefined;
  /** How many were not kept since this was asked last. */
  takeDropped(): number;
}

const MAX_LINES = 4000;
const MAX_CHARACTERS = 4_000_000;

/** A queue with nothing in it. */
export function createLogRecords({ maxLines = MAX_LINES, maxCharacters = MAX_CHARACTERS } = {}): LogRecords {
  const lines: string[] = [];
  let characters = 0;
  let dropped = 0;
  return {
    add(line) {
      if (lines.length >= maxLines || characters + line.length > maxCharacters) {
        dropped += 1;
        return;
      }
      lines.push(line);
      characters += line.length;
    },
    take() {
      const line = lines.shift();
      characters -= line?.length ?? 0;
      return line;
    },
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
  };
}
