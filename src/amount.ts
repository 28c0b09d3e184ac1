/** A number as people read it, the same in every locale: `1,234`. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** How many there are of something, as people read it in a sentence: `1 project`, `1,234 projects`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}
