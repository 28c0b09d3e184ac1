import type { Flag } from './flags.ts';

/** Completion for bash from 3.2 on, which has no `compopt`: there a space follows an item of a list. */
export function bashScript(command: string, flags: readonly Flag[]): string {
  const name = `_${command.replaceAll('-', '_')}`;
  const all = flags.map(({ long }) => long).join(' ');
  return `# Completion of ${command} for bash: source <(${command} --completion bash)
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} flag=\${COMP_WORDS[COMP_CWORD - 1]} words='' before=''
  # bash takes --flag=value for three words.
  if [[ $current == = ]]; then
    current=''
  elif [[ $flag == = ]]; then
    flag=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  case $flag in
${flags.flatMap(toCase).join('\n')}
    *) words='${all}' ;;
  esac
  compopt +o default 2>/dev/null
  # shellcheck disable=SC2207 # no word holds a space
  COMPREPLY=($(compgen -P "$before" -W "$words" -- "\${current#"$before"}"))
}
complete -o default -F ${name} ${command}
`;
}

/** File names are what bash completes where nothing is given to it. */
function toCase({ long, value }: Flag): string[] {
  switch (value.is) {
    case 'nothing':
      return [];
    case 'file':
      return [`    ${long}) return ;;`];
    case 'text':
      return [`    ${long}) ;;`];
    case 'word':
      return [`    ${long}) words='${value.words.join(' ')}' ;;`];
    case 'list':
      return [
        `    ${long})`,
        `      words='${value.words.join(' ')}'`,
        `      before=\${current%"\${current##*,}"}`,
        '      compopt -o nospace 2>/dev/null',
        '      ;;',
      ];
  }
}
