import type { Flag, Value } from './flags.ts';

/** Completion for fish. */
export function fishScript(command: string, flags: readonly Flag[]): string {
  const lines = flags.map(({ long, short, description, value }) =>
    [
      `complete -c ${command}`,
      ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
      `-l ${long.slice(2)}`,
      ...toArguments(value),
      `-d ${quote(description)}`,
    ].join(' '),
  );
  return `# Completion of ${command} for fish: ${command} --completion fish | source
complete -c ${command} -f
${lines.join('\n')}
`;
}

function toArguments(value: Value): string[] {
  switch (value.is) {
    case 'nothing':
      return [];
    case 'file':
      return ['-r', '-F'];
    case 'text':
      return ['-x'];
    case 'word':
      return ['-x', '-a', quote(value.words.join(' '))];
    case 'list':
      return ['-x', '-a', quote(`(__fish_append , ${value.words.join(' ')})`)];
  }
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}
