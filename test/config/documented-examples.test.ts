import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadExactly } from './load.ts';

const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

function examplesIn(language: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text = '']) => text);
}

/** The variables that an example refers to, each with a value. */
function variablesIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/from env (\w+)/g)].map(([, name]) => [name, 'value']));
}

describe('the page about configuration', () => {
  it('shows a file in each of the three layouts, and an env file', () => {
    expect([examplesIn('yaml').length, examplesIn('env').length]).toEqual([3, 1]);
  });

  it.each(examplesIn('yaml'))('shows a file that needs nothing else: %s', async (text) => {
    const { notices } = await loadExactly({
      flags: { config: 'example.yaml' },
      environment: variablesIn(text),
      files: { 'example.yaml': text },
    });

    expect(notices.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it.each(examplesIn('env'))('shows an env file that needs nothing else: %s', async (text) => {
    const { settings } = await loadExactly({ flags: { envFile: '.env' }, files: { '.env': text } });

    expect(settings.port).toEqual({
      clientId: 'port-client-id',
      clientSecret: 'port-client-secret',
      baseUrl: 'https://api.us.getport.io',
    });
  });
});
