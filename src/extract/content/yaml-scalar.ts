/** A plain scalar as PyYAML's safe loader reads it, which is YAML 1.1 but for single letters (`y`) and exponents without a point. */
export function resolvePlainScalar(text: string): string | number | boolean | null {
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return /^(?:yes|true|on)$/i.test(text);
  if (INTEGER.test(text)) return toInteger(text);
  if (FLOAT.test(text)) return toFloat(text);
  if (TIMESTAMP.test(text)) return toIsoString(text);
  return text;
}

const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INTEGER =
  /^[-+]?(?:0b[01_]*[01][01_]*|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

function toInteger(text: string): number {
  const { sign, digits } = splitSign(text);
  if (digits.includes(':')) return sign * fromBase60(digits);
  if (/^0[bx]/.test(digits)) return sign * Number(digits);
  return sign * (digits.startsWith('0') ? Number.parseInt(digits, 8) : Number(digits));
}

/** JSON knows neither infinity nor "not a number": they become null on their way to jq. */
function toFloat(text: string): number {
  const { sign, digits } = splitSign(text);
  if (/inf$/i.test(digits)) return sign * Number.POSITIVE_INFINITY;
  if (/nan$/i.test(digits)) return Number.NaN;
  return sign * (digits.includes(':') ? fromBase60(digits) : Number(digits));
}

function splitSign(text: string): { readonly sign: 1 | -1; readonly digits: string } {
  return { sign: text.startsWith('-') ? -1 : 1, digits: text.replace(/^[-+]/, '').replaceAll('_', '') };
}

/** `1:30` is ninety. */
function fromBase60(digits: string): number {
  return digits.split(':').reduce((value, part) => value * 60 + Number(part), 0);
}

/** A date stays a date, a time becomes UTC (YAML 1.1: without a zone it is); one that the calendar lacks stays a text. */
function toIsoString(text: string): string {
  const [, year, month, day, hour, minute, second, fraction = '', sign, zoneHour, zoneMinute = 0] =
    TIMESTAMP.exec(text) ?? [];
  if (hour === undefined && !/^\d{4}-\d\d-\d\d$/.test(text)) return text;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isInCalendar = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!isInCalendar || Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second ?? 0) > 59) return text;
  if (hour === undefined) return text;
  const zoneMinutes = (sign === '-' ? -1 : 1) * (Number(zoneHour ?? 0) * 60 + Number(zoneMinute));
  date.setUTCHours(
    Number(hour),
    Number(minute) - zoneMinutes,
    Number(second),
    Number(fraction.slice(0, 3).padEnd(3, '0')),
  );
  return date.toISOString();
}
