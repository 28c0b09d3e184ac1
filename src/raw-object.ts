/** Key of the names of an object's enrichment fields that could not be read, or not all of them. */
export const unread: unique symbol = Symbol('unread');

/** An object as GitLab answers it, with the enrichment fields (`__…`) of its kind. GitLab's snake_case stays until jq. */
export interface RawObject {
  readonly [field: string]: unknown;
  /** Fields that are absent, or hold only a part, because of a failure: what is mapped from them is not to be trusted. */
  readonly [unread]?: readonly string[];
}

/** A page or a part of one: what travels from reading to mapping in one piece. */
export type RawBatch = readonly RawObject[];
