/**
 * A search query that stands in for an identifier, a team or a relation's targets; its leaves are already evaluated.
 * Port: "Entity search", rules are `{property, operator, value}` or nested queries.
 */
export interface SearchQuery {
  readonly combinator: unknown;
  readonly rules: readonly (SearchQuery | SearchRule)[];
}

interface SearchRule {
  readonly property: unknown;
  readonly operator: unknown;
  readonly value: unknown;
}

/** Tells a search query from text, a list and any other value. */
export function isSearchQuery(value: unknown): value is SearchQuery {
  return typeof value === 'object' && value !== null && 'combinator' in value && 'rules' in value;
}

/**
 * What a mapping makes of one raw object. Only the fields that the mapping names are present; a present null means
 * "clear this field in Port", an absent field means "leave it alone".
 */
export interface Entity {
  readonly blueprint: string;
  readonly identifier: string | SearchQuery;
  readonly title?: unknown;
  readonly icon?: unknown;
  readonly team?: unknown;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly relations?: Readonly<Record<string, unknown>>;
  /** Some fields that the mapping names are absent, because what they come from could not be read. */
  readonly isPartial?: boolean;
}
