import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { chooseEngine, type EngineChoice } from '../../src/map/choose-engine.ts';
import { shellJq, writeProgram } from './jq-programs.ts';

const embedded = 'jq 1.8.2 (embedded)';
const nowhere = '/nowhere/jq';

async function nameOf(choice: EngineChoice): Promise<string> {
  const engine = await chooseEngine(choice);
  onTestFinished(() => engine.close());
  return engine.name;
}

async function refusalOf(choice: EngineChoice): Promise<ConfigError> {
  const error = await chooseEngine(choice).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError)) throw new Error('Expected a ConfigError');
  return error;
}

describe('the engine', () => {
  it('is the embedded one unless something else is asked for, whatever is on the PATH', async () => {
    const searchPath = dirname(await shellJq('jq-1.8.2'));

    expect(await nameOf({ engine: 'auto', searchPath })).toBe(embedded);
  });

  it.each([
    ['jq-1.8.1', 'jq 1.8.1 (native)'],
    ['jq-1.8', 'jq 1.8 (native)'],
    ['jq-1.10.0-dirty', 'jq 1.10.0 (native)'],
    ['jq-2.0', 'jq 2.0 (native)'],
    ['jq-1.7.1', embedded],
    ['jq-1.6', embedded],
    ['gojq 0.12', embedded],
  ])('is with auto, and a path to %s, %s', async (version, name) => {
    const path = await shellJq(version);

    expect(await nameOf({ engine: 'auto', path })).toBe(name);
  });

  it('is the embedded one with auto where the path leads nowhere', async () => {
    expect(await nameOf({ engine: 'auto', path: nowhere })).toBe(embedded);
  });

  it('is the embedded one where that is asked for, whatever the path', async () => {
    const path = await shellJq('jq-1.8.2');

    expect(await nameOf({ engine: 'embedded', path })).toBe(embedded);
  });

  it('is with native the one at the path', async () => {
    const path = await shellJq('jq-1.7.1');

    expect(await nameOf({ engine: 'native', path })).toBe('jq 1.7.1 (native)');
  });
});

describe('a native jq that is asked for', () => {
  const hint = 'Set JQ_PATH to a jq of at least 1.7, or run with --jq embedded.';

  it('is refused where it is too old', async () => {
    const path = await shellJq('jq-1.6');

    const error = await refusalOf({ engine: 'native', path });

    expect(error.issues).toEqual([
      { path: 'jq.path', message: `${path} is jq 1.6, which is too old: 1.7 or newer is needed` },
    ]);
    expect(error.hint).toBe(hint);
  });

  it('is refused where the path leads nowhere, even when there is another on the PATH', async () => {
    const searchPath = dirname(await shellJq('jq-1.8.2'));

    const error = await refusalOf({ engine: 'native', path: nowhere, searchPath });

    expect(error.issues).toEqual([{ path: 'jq.path', message: `there is no program that can be run at ${nowhere}` }]);
  });

  it.each([
    ['says nothing', '#!/bin/sh\n'],
    ['is no program', 'just text'],
  ])('is refused where it %s', async (_, text) => {
    const path = await writeProgram(text);

    const error = await refusalOf({ engine: 'native', path });

    expect(error.issues).toEqual([{ path: 'jq.path', message: `${path} does not answer to --version as jq does` }]);
  });
});
