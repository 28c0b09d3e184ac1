/** An object as GitLab answers it, with the enrichment fields (`__…`) of its kind. GitLab's snake_case stays until jq. */
export type RawObject = Readonly<Record<string, unknown>>;

/** A page or a part of one: what travels from reading to mapping in one piece. */
export type RawBatch = readonly RawObject[];
