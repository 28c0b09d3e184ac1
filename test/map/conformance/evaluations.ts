/** What needs no jq is evaluated without it, and jq is shown no more than it needs: nobody may see a difference. */
export const evaluations = [
  { how: 'as in a run', direct: true, pruning: true },
  { how: 'with keys left out', direct: false, pruning: true },
  { how: 'by jq alone', direct: false, pruning: false },
] as const;
