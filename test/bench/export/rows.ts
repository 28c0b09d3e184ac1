/** A row of a list, serialised beforehand, with what GitLab filters and orders it by; times in milliseconds. */
export interface Row {
  readonly id: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly state: string | undefined;
  readonly text: string;
}

/** What a GitLab answers: rows by the path of their list (`groups/7/issues`), and the lists that it refuses. */
export interface Answers {
  readonly lists: ReadonlyMap<string, readonly Row[]>;
  readonly refusals: ReadonlyMap<string, { readonly status: number; readonly text: string }>;
}

/** A row as GitLab answers it; branches have no number, and keep their order. */
export function toRow(fields: Readonly<Record<string, unknown>>, position: number): Row {
  const { id, state, created_at: createdAt, updated_at: updatedAt } = fields;
  return {
    id: typeof id === 'number' ? id : position,
    createdAt: toMs(createdAt),
    updatedAt: toMs(updatedAt),
    state: typeof state === 'string' ? state : undefined,
    text: JSON.stringify(fields),
  };
}

function toMs(moment: unknown): number {
  return typeof moment === 'string' ? Date.parse(moment) : 0;
}
