import { isDeeper } from '../../nesting.ts';
import { MAX_DEPTH } from './nesting.ts';
import type { Warn } from './text.ts';
import { parseYaml, YamlError } from './yaml.ts';

/** The value of a JSON text, or a list of the documents of a YAML text; what is neither stays a text, with a warning. */
export function parseContent(path: string, text: string, place: string, warn: Warn): unknown {
  if (!/\.(?:json|ya?ml)$/.test(path) || text.trim() === '' || isLargeFilePointer(text)) return text;
  try {
    const json = parseJson(text);
    return json === undefined ? toList(parseYaml(text), text) : json;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    warn(`${place} stays a text, as it is neither JSON nor YAML that can be taken over: ${error.message}`);
    return text;
  }
}

/** The fields of a JSON object; undefined for anything else. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = tryJson(text);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value) && !isDeeper(value, MAX_DEPTH);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined; // any JSON object
}

/** Undefined for a text that is no JSON. */
function parseJson(text: string): unknown {
  const value = tryJson(text);
  if (isDeeper(value, MAX_DEPTH)) throw new YamlError('it is nested too deeply');
  return value;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A document that is a list gives its items; without any document there is but the text. */
function toList(documents: readonly unknown[], text: string): unknown {
  return documents.length === 0 ? text : documents.flat();
}

/** What Git holds in place of a file in large file storage (Git LFS specification, "The Pointer"). */
function isLargeFilePointer(text: string): boolean {
  return text.startsWith('version https://git-lfs.github.com/spec/');
}
