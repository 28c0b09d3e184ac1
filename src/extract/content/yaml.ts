import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type ParsedNode, parseAllDocuments } from 'yaml';
import { MAX_DEPTH, mayNestTooDeeply } from './nesting.ts';
import { resolvePlainScalar } from './yaml-scalar.ts';

/** A text that is no YAML, or YAML that is not taken over; the message says why. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
}

/** The most that a text may grow to through aliases, in characters and nodes. */
const MAX_EXPANDED = 10 * 1024 * 1024;

/**
 * The documents of a YAML 1.1 text as PyYAML's safe loader reads them: of two entries with one key the later counts,
 * and tags of applications are refused.
 *
 * @throws {YamlError}
 */
export function parseYaml(text: string): unknown[] {
  if (mayNestTooDeeply(text)) throw new YamlError('it is nested too deeply');
  const documents = parseAllDocuments(text, {
    version: '1.1',
    // Every scalar stays a text: which are more is decided here.
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return 'empty' in documents ? [] : documents.map(toValue);
}

function toValue(document: Document.Parsed): unknown {
  const [error] = document.errors;
  if (error !== undefined) throw new YamlError(error.message);
  return new Reader().read(document.contents);
}

/** A value, and what it takes written out in full: its size, and how many levels it has. */
interface Read {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

const PREFIX = 'tag:yaml.org,2002:';
const LISTS: readonly string[] = ['seq', 'omap', 'pairs'];
const MAPS: readonly string[] = ['map', 'set'];
const RESOLVED: readonly string[] = ['int', 'float', 'bool', 'null', 'timestamp'];

/** One document on its way to a plain value. What an alias stands for is shared, and counted each time. */
class Reader {
  readonly #anchors = new Map<string, Read>();
  #size = 0;
  /** Of the tallest value that was read so far within the one that is being read. */
  #height = 0;

  read(node: unknown): unknown {
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.#resolve(node.source);
    const outer = { size: this.#size, height: this.#height };
    this.#height = 0;
    const value = this.#readContent(node);
    const read = { value, size: this.#size - outer.size, height: this.#height + 1 };
    this.#reach(Math.max(outer.height, read.height));
    const { anchor } = node as ParsedNode; // anything else that a parsed document holds is one
    if (typeof anchor === 'string') this.#anchors.set(anchor, read);
    return value;
  }

  #readContent(node: unknown): unknown {
    if (isScalar(node)) return this.#readScalar(node);
    this.#grow(1);
    if (isSeq(node)) {
      requireTag(node.tag, LISTS);
      return node.items.map((item) => (isPair(item) ? this.#readPair(item) : this.read(item)));
    }
    if (!isMap(node)) throw new YamlError('it holds something unknown');
    requireTag(node.tag, MAPS);
    return this.#readMap(node.items);
  }

  #readScalar({ value, tag, type }: { value: unknown; tag?: string; type?: string }): unknown {
    const text = String(value);
    this.#grow(1 + text.length);
    if (tag === undefined || tag === '?') return type === 'PLAIN' ? resolvePlainScalar(text) : text;
    if (tag === '!' || tag === `${PREFIX}str` || tag === `${PREFIX}binary`) return text;
    requireTag(tag, RESOLVED);
    return resolvePlainScalar(text);
  }

  #readPair({ key, value }: { key: unknown; value: unknown }): unknown[] {
    return [this.read(key), this.read(value)];
  }

  /** What is merged gives way to what the map says itself, and the earlier of two merged maps wins (YAML 1.1: "Merge key"). */
  #readMap(pairs: readonly { key: unknown; value: unknown }[]): Record<string, unknown> {
    const own = new Map<string, unknown>();
    const merged = new Map<string, unknown>();
    for (const { key, value } of pairs) {
      if (isMerge(key)) this.#merge(this.read(value), merged);
      else own.set(toKey(this.read(key)), this.read(value));
    }
    return Object.fromEntries([...merged, ...own]);
  }

  #merge(value: unknown, into: Map<string, unknown>): void {
    for (const source of Array.isArray(value) ? value : [value]) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw new YamlError('it merges something that is no map');
      }
      for (const [key, entry] of Object.entries(source)) {
        this.#grow(1);
        if (!into.has(key)) into.set(key, entry);
      }
    }
  }

  /** An anchor counts from its node's end on: an alias inside of it would never end. */
  #resolve(name: string): unknown {
    const read = this.#anchors.get(name);
    if (read === undefined) throw new YamlError(`its alias *${name} stands for nothing that ended before it`);
    this.#grow(read.size);
    this.#reach(Math.max(this.#height, read.height));
    return read.value;
  }

  #grow(size: number): void {
    this.#size += size;
    if (this.#size > MAX_EXPANDED) throw new YamlError('its aliases make it too large');
  }

  #reach(height: number): void {
    this.#height = height;
    if (height > 2 * MAX_DEPTH) throw new YamlError('its aliases nest it too deeply');
  }
}

function isMerge(key: unknown): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN' && key.tag === undefined;
}

/** Keys of JSON are texts. */
function toKey(value: unknown): string {
  if (typeof value === 'object' && value !== null) throw new YamlError('it has a list or a map as a key');
  return String(value);
}

function requireTag(tag: string | undefined, known: readonly string[]): void {
  if (tag === undefined || tag === '!' || known.some((name) => tag === PREFIX + name)) return;
  throw new YamlError(`its tag ${tag} is unknown`);
}
