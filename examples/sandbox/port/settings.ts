import type { Catalog } from './catalog.ts';
import type { createEntityValidator } from './entity-validation.ts';

/** A pair that may ask for a token; with `readOnly` every write is refused with 403 `missing_permissions`. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly readOnly?: boolean;
}

/** How this Port behaves where Port's documentation leaves a choice, and what surrounds it. */
export interface PortOptions {
  readonly credentials?: readonly Credentials[];
  /** Where ingest URLs point; without it the origin of the request that reads them. */
  readonly url?: string;
  readonly tokenLifetimeSeconds?: number;
  readonly now?: () => Date;
  /** A catalog to go on with, of an earlier sandbox for example. */
  readonly catalog?: Catalog;
  /** Whether an entity may carry properties that its blueprint lacks. Not documented; Port's own defaults send some. */
  readonly unknownProperties?: 'accept' | 'refuse';
  /** What a property or relation without a value looks like when it is read. Not documented. */
  readonly unsetValues?: 'absent' | 'null';
  /** Whether writing an entity that is already so moves its `$updatedAt`. Not documented. */
  readonly identicalWriteTouches?: boolean;
  /** Types of integrations whose defaults Port provisions, and the organisation's feature flags. */
  readonly provisionEnabled?: readonly string[];
  readonly featureFlags?: readonly string[];
  /** How often an integration is read before Port has provisioned it. Not documented; that it takes a while is. */
  readonly provisionAfterReads?: number;
  /** Requests in a window; `reset` is a moment (epoch seconds) or a duration (seconds): the documentation says both. */
  readonly rateLimit?: { readonly limit: number; readonly periodSeconds: number; readonly reset: 'epoch' | 'seconds' };
}

/** The options with their defaults filled in, and what the routes share. */
export interface Port {
  readonly settings: Required<Omit<PortOptions, 'url' | 'catalog' | 'now'>>;
  readonly url: string | undefined;
  readonly now: () => Date;
  readonly catalog: Catalog;
  readonly checkEntity: ReturnType<typeof createEntityValidator>;
}

/** What a request carries from the first middleware to its route. */
export interface PortEnvironment {
  Variables: {
    /** The parsed JSON body; undefined where there was none. */
    body: unknown;
    credentials: Credentials;
  };
}

/** The settings of a Port that nobody configured. */
export const DEFAULT_SETTINGS: Port['settings'] = {
  credentials: [{ clientId: 'sandbox-client-id', clientSecret: 'sandbox-client-secret' }],
  tokenLifetimeSeconds: 3 * 60 * 60,
  unknownProperties: 'accept',
  unsetValues: 'absent',
  identicalWriteTouches: true,
  provisionEnabled: [],
  featureFlags: [],
  provisionAfterReads: 1,
  rateLimit: { limit: 35_000, periodSeconds: 300, reset: 'epoch' },
};
