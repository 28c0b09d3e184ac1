import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { isAtLeast, jqAt } from '../../src/map/native/find-jq.ts';

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

/**
 * A jq 1.8 for the command line, made of the embedded one: proves the engine where no real one is installed. Like a real
 * one without buffers it answers whatever lines have arrived; a state over several of them (`input`) it has not.
 */
export function wasmJq(): Promise<string> {
  const module = createRequire(import.meta.url).resolve('jq-wasm');
  // With the trap handler WebAssembly reserves more addresses than a jq is given.
  return writeProgram(`#!${process.execPath} --disable-wasm-trap-handler
const { readFileSync } = require('node:fs');
const args = process.argv.slice(2);
if (args[0] === '--version') return void console.log('jq-1.8.2');
const program = readFileSync(args[args.indexOf('-f') + 1], 'utf8');
import(${JSON.stringify(module)})
  .then(({ loadJq }) => loadJq())
  .then(async (jq) => {
    const answer = (lines) => {
      const { stdout, stderr, exitCode } = jq.raw(lines, program, ['-c', '--']);
      process.stderr.write(stderr);
      if (stdout !== '') process.stdout.write(stdout.endsWith('\\n') ? stdout : stdout + '\\n');
      if (exitCode !== 0) process.exit(exitCode);
    };
    answer('');
    let rest = '';
    for await (const text of process.stdin.setEncoding('utf8')) {
      const end = text.lastIndexOf('\\n') + 1;
      if (end > 0) answer(rest + text.slice(0, end));
      rest = end > 0 ? text.slice(end) : rest + text;
    }
    if (rest !== '') answer(rest);
  });
`);
}

/** A real jq 1.8 where there is one (`JQ_PATH`, or what fetch-jq.sh brought), else the one made of the embedded engine. */
export async function someJq(): Promise<string> {
  const fetched = fileURLToPath(new URL('../../build/jq/sid/jq', import.meta.url));
  for (const path of [...(process.env['JQ_PATH'] ?? '').split(delimiter), fetched]) {
    const found = path === '' ? undefined : await jqAt(path);
    if (found?.version !== undefined && isAtLeast(found.version, 8)) return found.path;
  }
  return wasmJq();
}
