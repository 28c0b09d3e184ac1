/**
 * How deeply an object that jq is given, and a value that an expression gives, may be nested. Writing a value overruns
 * the stack of jq-wasm from about 640 levels on, deleting paths in one from about 370, and nothing stops it there: it
 * overwrites its own memory. So much above what data have is the same with every jq.
 */
export const maxDepth = 300;

export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
