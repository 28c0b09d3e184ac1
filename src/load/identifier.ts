/** Port: "Entities". Characters other than these make Port refuse the whole request, not just the entity. */
const ALLOWED = /^(?!\.{1,2}$)[\p{L}0-9@_.+:\\/=-]+$/u;
const MAX_LENGTH = 1000;

/** The form that is compared and sent: a combining mark is no letter to Port, its composed form is. */
export function normalizeIdentifier(value: string): string {
  return value.normalize('NFC');
}

/** Why Port would refuse this identifier; undefined where it would not. Expects the normalized form. */
export function identifierFault(identifier: string): string | undefined {
  const { length } = [...identifier];
  if (length === 0) return 'is empty';
  if (length > MAX_LENGTH) return `is ${length} characters long, Port takes at most ${MAX_LENGTH}`;
  if (ALLOWED.test(identifier)) return undefined;
  if (identifier === '.' || identifier === '..') return 'is a dot segment, which Port refuses';
  const offender = [...identifier].find((character) => !/[\p{L}0-9@_.+:\\/=-]/u.test(character));
  return `holds ${JSON.stringify(offender)}, Port allows letters, digits and @_.+:\\/=- only`;
}
