import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

const examples = new URL('../../examples/', import.meta.url);

/** All files of the examples but their mappings and the sandbox, by their path below `examples/`. */
export const EXAMPLE_FILES = [
  'azure-pipelines/azure-pipelines.yml',
  'docker-compose/.env.example',
  'docker-compose/compose.yaml',
  'github-actions/with-action.yml',
  'github-actions/with-docker.yml',
  'gitlab-ci/.gitlab-ci.yml',
  'jenkins/Jenkinsfile',
  'kubernetes/cronjob.yaml',
  'kubernetes/secret.yaml',
  'terminal/.env.example',
  'terminal/export.sh',
  'terminal/gitlab-port-exporter.config.yaml',
] as const;

/** The folder of the examples. */
export const EXAMPLES_FOLDER = fileURLToPath(examples);

/** The text of a file, by its path below `examples/`. */
export async function readExample(path: string): Promise<string> {
  return readFile(new URL(path, examples), 'utf8');
}

/** A YAML file of one document. */
export async function readYamlExample(path: string): Promise<unknown> {
  return parse(await readExample(path));
}

/** The documents of a YAML text. */
export function parseDocuments(text: string): readonly unknown[] {
  return parseAllDocuments(text).map((document): unknown => document.toJS());
}
