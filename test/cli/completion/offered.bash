# What the script of $1 offers for the last of the words that follow, one each line; `=` is a word of its own in bash.
source "$1"
COMP_WORDS=("${@:2}")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_gitlab_port_exporter
# Where the function gives nothing bash itself offers file names.
[[ ${#COMPREPLY[@]} -gt 0 ]] || COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
printf '%s\n' "${COMPREPLY[@]}"
