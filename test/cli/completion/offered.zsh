# What zsh offers for a tab at the end of $LINE, one word each line; run as `zsh -f offered.zsh` in the folder of $SCRIPT.
# An interactive zsh on a terminal of its own is asked, in which the function that takes the offers writes them down.
zmodload zsh/zpty
# A terminal that nobody reads from comes to a stop.
await() { for attempt in {1..400}; do while zpty -r -t shell shown; do :; done; [[ -s $1 ]] && return; sleep 0.05; done; exit 1 }
zpty shell 'zsh -f -i'
zpty -w shell 'autoload -Uz compinit; compinit -u -D; source $SCRIPT; bindkey -e; bindkey "^I" complete-word; bindkey "^U" kill-whole-line'
zpty -w shell 'compadd() {
  if [[ "$*" != *-[AOD]\ * ]]; then local -a offered; builtin compadd -A offered "$@"; print -rl -- $offered >>offered; fi
  builtin compadd "$@"
}'
zpty -w shell 'print yes >ready'
await ready
zpty -w -n shell "$LINE"$'\t'
await offered
# The line is given back when the completion has come to its end.
zpty -w shell $'\x15 print yes >done'
await done
cat offered
zpty -d shell
