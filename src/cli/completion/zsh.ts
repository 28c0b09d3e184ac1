import type { Flag, Value } from './flags.ts';

/** Completion for zsh, to be sourced or put into a folder of `$fpath`. */
export function zshScript(command: string, flags: readonly Flag[]): string {
  return `#compdef ${command}
# Completion of ${command} for zsh: source <(${command} --completion zsh), or a file _${command} in a folder of $fpath
_${command}() {
  _arguments \\
${flags.map((flag) => `    ${toSpec(flag)}`).join(' \\\n')}
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _${command} "$@"
else
  compdef _${command} ${command}
fi
`;
}

/** One argument of zsh's `_arguments`; `--flag=` takes its value behind a space as well. */
function toSpec({ long, short, description, value }: Flag): string {
  const text = `[${description.replaceAll(/[[\]\\]/g, '\\$&')}]`;
  if (value.is !== 'nothing') return quote(`${long}=${text}:${toAction(value)}`);
  return short === undefined ? quote(`${long}${text}`) : `'(${short} ${long})'{${short},${long}}${quote(text)}`;
}

function toAction(value: Value): string {
  switch (value.is) {
    case 'file':
      return 'file:_files';
    case 'word':
      return `value:(${value.words.join(' ')})`;
    case 'list':
      return `list:_sequence compadd - ${value.words.join(' ')}`;
    default:
      return 'value: ';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
