import { z } from 'zod';

/** The selector fields of every kind, beside `query`; given by the table of kinds, which mapping does not know. */
export type Selectors = Readonly<Record<string, z.ZodObject>>;

/** A jq expression, or a tree with jq expressions as leaves (a search query, or a nested property). */
export type Expressions = string | readonly Expressions[] | { readonly [name: string]: Expressions };

/** How one entity is made of one raw object. Port: "Configure mapping". */
export interface EntityMapping {
  readonly identifier: Expressions;
  readonly blueprint: string;
  readonly title?: string | null | undefined;
  readonly icon?: string | null | undefined;
  readonly team?: Expressions | null | undefined;
  readonly properties?: Readonly<Record<string, Expressions>> | undefined;
  readonly relations?: Readonly<Record<string, Expressions>> | undefined;
}

/** An entry of the mapping: which objects of a kind are read, and what becomes of them. */
export interface Resource {
  readonly kind: string;
  readonly selector: Readonly<Record<string, unknown>> & { readonly query: string };
  readonly port: {
    readonly entity: { readonly mappings: EntityMapping | readonly EntityMapping[] };
    readonly itemsToParse?: string | undefined;
    readonly itemsToParseName: string;
    readonly itemsToParseTopLevelTransform: boolean;
  };
}

/** A whole mapping: the integration's configuration in Port, or a `port-app-config.yml`. */
export interface Mapping {
  readonly deleteDependentEntities: boolean;
  readonly createMissingRelatedEntities: boolean;
  readonly enableMergeEntity: boolean;
  /** Share of an integration's entities (0 to 1) above which nothing is deleted; 0 turns deletion off. */
  readonly entityDeletionThreshold: number;
  readonly visibility: { readonly useMinAccessLevel: boolean; readonly minAccessLevel: number };
  readonly resources: readonly Resource[];
}

/** zod's message for a value that is absent or of the wrong type. */
function explainWith(missing: string, expected: string) {
  return { error: ({ input }: { readonly input?: unknown }) => (input === undefined ? missing : expected) };
}

/** Published mappings write booleans as text too. */
const Switch = z.union([z.boolean(), z.stringbool()], { error: 'expected true or false' });

function expression(missing: string): z.ZodType<string> {
  const scalar = z.union([z.string(), z.number(), z.boolean()], explainWith(missing, 'expected a jq expression'));
  return scalar.transform(String);
}

const missingExpression = 'is missing: a jq expression is required here';

const Expression = expression(missingExpression);

const Query = expression("is missing: `query: 'true'` is what you want for everything").describe(
  'jq expression that gives true for the objects to keep',
);

const missingSelector = explainWith(
  "is missing: `selector: {query: 'true'}` is what you want for everything",
  'expected object',
);

const SearchRule = z.object({
  property: Expression.describe('jq expression of the property to compare, such as \'"$identifier"\''),
  operator: Expression.describe('jq expression of the comparison, such as \'"="\''),
  value: Expression.describe('jq expression of the value to compare with'),
});

const SearchQuery = z
  .object({
    combinator: Expression.describe('jq expression: \'"and"\' or \'"or"\''),
    get rules(): z.ZodType<Expressions[]> {
      return z.array(z.union([SearchQuery, SearchRule])).describe('Comparisons, or queries inside this one');
    },
  })
  .describe('Entities that Port is to search for');

const ExpressionOrQuery = z.union(
  [Expression, SearchQuery],
  explainWith(missingExpression, 'expected a jq expression or a search query'),
);

const PropertyValue: z.ZodType<Expressions> = z.union([
  Expression,
  z.null().transform(String),
  z.array(z.lazy(() => PropertyValue)),
  z.record(
    z.string(),
    z.lazy(() => PropertyValue),
  ),
]);

const EntityMapping = z
  .object({
    identifier: ExpressionOrQuery.describe(
      'jq expression of the identifier, unique in its blueprint; null leaves the object out',
    ),
    blueprint: Expression.describe(
      'jq expression of the blueprint: \'"service"\' with quotes inside quotes for a constant',
    ),
    title: Expression.nullish().describe('jq expression of the title'),
    icon: Expression.nullish().describe('jq expression of the name of an icon'),
    team: ExpressionOrQuery.nullish().describe('jq expression of the team or a list of teams, or a search for them'),
    properties: z
      .record(z.string(), PropertyValue)
      .optional()
      .describe("jq expressions by the blueprint's properties; an object or list of expressions makes one"),
    relations: z
      .record(z.string(), z.union([ExpressionOrQuery, z.null().transform(String)]))
      .optional()
      .describe(
        "jq expressions of identifiers, or of lists of them, by the blueprint's relations; or a search for them",
      ),
  })
  .describe('What becomes of an object');

const PortMapping = z
  .object({
    entity: z
      .object({
        mappings: z.union([EntityMapping, z.array(EntityMapping)]).describe('One entity for each object, or several'),
      })
      .describe('What becomes of each object'),
    itemsToParse: z
      .string()
      .optional()
      .describe('jq expression of a list in the object: each element is mapped, in place of the object as a whole'),
    itemsToParseName: z.string().min(1).default('item').describe('Field under which expressions see the element'),
    itemsToParseTopLevelTransform: Switch.default(true).describe(
      'Leave the list out of the object that expressions see beside the element; false keeps it there',
    ),
  })
  .describe('What becomes of the objects in Port');

function resourceSchema(kind: string, fields: z.ZodObject) {
  // The types of the other fields are the kind's own business.
  const complete = fields.safeExtend({ query: Query }) as z.ZodObject<{ query: typeof Query }, z.core.$loose>;
  const selector = complete.clone({ ...complete.def, ...missingSelector });
  return z.object({
    kind: z.literal(kind),
    selector: selector.describe(fields.description ?? 'Which objects are read'),
    port: PortMapping,
  });
}

const Visibility = z.object({
  useMinAccessLevel: Switch.default(true).describe(
    'Read only groups and projects in which the token has a role; false reads all that it can see',
  ),
  minAccessLevel: z
    .literal([10, 20, 30, 40, 50])
    .default(30)
    .describe('Least role: 10 Guest, 20 Reporter, 30 Developer, 40 Maintainer, 50 Owner'),
});

/** The schema of a whole mapping; also the source of the JSON Schema for editors. */
export function mappingSchema(selectors: Selectors): z.ZodType<Mapping> {
  const [first, ...others] = Object.entries(selectors).map(([kind, selector]) => resourceSchema(kind, selector));
  const resources =
    first === undefined ? z.array(z.never()) : z.array(z.discriminatedUnion('kind', [first, ...others]));
  return z.object({
    deleteDependentEntities: Switch.default(true).describe(
      'With a stale entity delete what depends on it, but for what was mapped',
    ),
    createMissingRelatedEntities: Switch.default(true).describe(
      'Create what a relation points at and Port does not hold',
    ),
    enableMergeEntity: Switch.default(true).describe(
      'Leave properties that the mapping does not name as they are; false replaces the whole entity',
    ),
    entityDeletionThreshold: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe("Share of the integration's entities beyond which nothing is deleted, 0 to 1; 0 turns deletion off"),
    visibility: Visibility.prefault({}).describe('Which groups and projects are read at all'),
    resources: resources.default([]).describe('What is read from GitLab, and what becomes of it'),
  });
}
