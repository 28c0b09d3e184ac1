/** The least and the greatest value of each field: minute, hour, day of the month, month, day of the week. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** Whether the text is a cron expression of five fields; `H` (Jenkins: "cron syntax") stands for any value. */
export function isCronExpression(text: string): boolean {
  const fields = text.split(' ');
  return (
    fields.length === RANGES.length &&
    RANGES.every(([least, greatest], index) =>
      (fields[index] ?? '').split(',').every((part) => isPart(part, least, greatest)),
    )
  );
}

function isPart(part: string, least: number, greatest: number): boolean {
  const match = /^(?:\*|H|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part);
  if (match === null) return false;
  const [, from, to] = match;
  if (from === undefined) return true;
  const [first, last] = [Number(from), Number(to ?? from)];
  return least <= first && first <= last && last <= greatest;
}
