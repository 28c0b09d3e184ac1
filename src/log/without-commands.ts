/**
 * A text that is about to be printed, in which nothing acts as a command to the CI system that reads it: GitHub takes
 * lines that begin with `::`, and GitHub and Azure take `##[…]` and `##vso[…]` anywhere in a line. The first character
 * is written as `\u….`, which people still can read and JSON takes for the same character.
 */
export function withoutCommands(text: string): string {
  return text.replace(/^([^\S\r\n]*):(?=:)/gm, '$1\\u003a').replace(/#(?=#\w*\[)/g, '\\u0023');
}
