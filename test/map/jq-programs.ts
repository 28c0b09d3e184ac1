import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Path of a program with this text, as a jq could be; it is gone after the test. */
export async function writeProgram(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'jq-program-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'jq');
  await writeFile(path, text, { mode: 0o755 });
  return path;
}

/** A program that answers `--version` and otherwise does what the lines of shell say. */
export function shellJq(version: string, lines = 'exit 9'): Promise<string> {
  return writeProgram(`#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; exit; fi\n${lines}\n`);
}

/** A jq 1.8 for the command line, made of the embedded one: proves the engine where no real one is installed. */
export function wasmJq(): Promise<string> {
  const module = createRequire(import.meta.url).resolve('jq-wasm');
  return writeProgram(`#!${process.execPath}
const { readFileSync } = require('node:fs');
const [flag, , file] = process.argv.slice(2);
if (flag === '--version') return void console.log('jq-1.8.2');
import(${JSON.stringify(module)})
  .then(({ loadJq }) => loadJq())
  .then((jq) => {
    const { stdout, stderr, exitCode } = jq.raw(readFileSync(0, 'utf8'), readFileSync(file, 'utf8'), ['-c', '--']);
    process.stderr.write(stderr);
    process.stdout.write(stdout + '\\n');
    process.exitCode = exitCode;
  });
`);
}
