/** How many there are of something, as people read it in a sentence: `1 project`, `1,234 projects`. */
export function amount(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}
