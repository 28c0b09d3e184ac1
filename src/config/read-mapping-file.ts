import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CollectionTag, ScalarTag } from 'yaml';
import { ConfigError } from '../errors.ts';
import { parseYaml } from './yaml-text.ts';

/**
 * Reads a mapping file (YAML or JSON) into plain data that still has to be validated. YAML is read as PyYAML, and so
 * Ocean, reads it (version 1.1), but for dates, which stay text. Throws a ConfigError when it is missing or malformed.
 */
export async function readMappingFile(path: string): Promise<unknown> {
  return parseYaml(await readText(path), path, {
    version: '1.1',
    customTags: (tags) => tags.filter((tag) => !isTimestamp(tag)),
  });
}

function isTimestamp(tag: string | ScalarTag | CollectionTag): boolean {
  return typeof tag !== 'string' && tag.tag === 'tag:yaml.org,2002:timestamp';
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const message = 'the file is missing or cannot be read; check the path, which begins at the working folder';
    const issue = { path: 'mapping', message, origin: `file ${resolve(path)}` };
    throw new ConfigError('The mapping file cannot be read', [issue], { cause });
  }
}
