/** A number as people read it, the same in every locale: `1,234`. */
export function number(value: number): string {
  return value.toLocaleString('en-US');
}
