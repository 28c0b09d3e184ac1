import { spend } from './budget.ts';
import { spendOnSearch } from './operators.ts';
import { Undecided } from './undecided.ts';

/** A regular expression that means the same here and in jq, and the texts it does so for. */
export interface Pattern {
  readonly regex: RegExp;
  /** @throws {Undecided} for other texts, and where a search could take longer than may be spent. */
  check(text: string): void;
}

const plain = /^[\w \-/#@!:,;=~%&"'<>]+$/;
const atom = String.raw`(?:[\w \-/#@!:,;=~%&"'<>]|\\[.\-/\[\](){}+*?^$|\\]|\\d|\[\^?(?:[\w @.+:/=,;!#%~'"<>-]|\\p\{L\}|\\[.\-/\]\[\\])+\])`;
const quantifier = String.raw`(?:[+*?]|\{\d{1,2}\})?`;
const simple = new RegExp(`^\\^?(?:${atom}${quantifier}(?![+*?{]))+\\$?$`);
const part = new RegExp(`${atom}(?<times>${quantifier})`, 'g');
const mandatory = new RegExp(`${atom}(?![*?{])`);

/**
 * A pattern of characters and classes, each perhaps repeated. What is more than plain characters fits ASCII texts
 * only: classes beyond differ from jq's.
 */
export function toPattern(source: string, flags: 'g' | ''): Pattern | undefined {
  if (plain.test(source)) return { regex: new RegExp(source, flags), check: (text) => spendOnSearch(text, source) };
  if (!simple.test(source) || !mandatory.test(source) || hasOddClass(source)) return undefined;
  const unitsFor = costOf(source);
  return {
    // Unicode mode takes fewer escapes than jq.
    regex: new RegExp(source.replaceAll(String.raw`\p{L}`, 'A-Za-z'), flags),
    check(text) {
      spend(unitsFor(text.length));
      if (/[^ -~]/.test(text)) throw new Undecided();
    },
  };
}

/**
 * Units of a search in a text of some length, at most: for every choice of where it starts and where each repeat ends. The
 * end of one that nothing follows is not chosen: nothing can fail after it.
 */
function costOf(source: string): (length: number) => number {
  const parts = [...source.matchAll(part)];
  const last = parts.at(-1);
  const isRepeat = (one: RegExpExecArray | undefined) => /[+*?]/.test(one?.groups?.['times'] ?? '');
  const isOpen = isRepeat(last) && source.endsWith(last?.[0] ?? '');
  const choices = parts.filter(isRepeat).length - (isOpen ? 1 : 0) + (source.startsWith('^') ? 0 : 1);
  const width = parts.reduce((total, { groups }) => total + Number(/\d+/.exec(groups?.['times'] ?? '')?.[0] ?? 1), 0);
  return (length) => {
    let ways = 1;
    for (let choice = 1; choice <= choices; choice++) ways *= (length + choices) / choice;
    return length + (ways / 2) * (1 + width / 8);
  };
}

/** Ranges with a class at an end, or backwards: jq and JavaScript part. */
function hasOddClass(source: string): boolean {
  const classes = source.match(/\[\^?(?:\\.|[^\]\\])+\]/g) ?? [];
  return classes.some((one) => {
    const inside = one
      .replace(/^\[\^?/, '')
      .slice(0, -1)
      .replaceAll(/\\p\{L\}|\d-\d|[a-z]-[a-z]|[A-Z]-[A-Z]/g, ' ');
    return inside.replaceAll(/\\./g, ' ').slice(0, -1).includes('-');
  });
}
