import type { ChaosFault, ChaosRequest, Struck } from './struck.ts';

/** What Port says to bulk upserts: smaller ones, and those of single entities, get through (Port: "Upsert", "Errors"). */
export const BATCH_FAULTS = {
  'batch-too-large': refusal(413, 'bad_request', 'Request body is larger than 1 MiB'),
  'batch-invalid': refusal(422, 'invalid_request', 'body/entities/0/identifier must match pattern'),
  'batch-conflict': refusal(409, 'identifier_taken', 'An entity of that identifier has just been created'),
  /** All but one entity go in, and the reason why that one does not is a passing one. */
  'entity-failed': {
    fits: (request) => entitiesOf(request).length > 0,
    strike: failOne,
  },
} as const satisfies Readonly<Record<string, ChaosFault>>;

function refusal(status: number, error: string, message: string): ChaosFault {
  return {
    fits: (request) => entitiesOf(request).length > 1,
    strike: () => Response.json({ ok: false, error, message }, { status }),
  };
}

interface Indexed {
  readonly index: number;
}

async function failOne(struck: Struck): Promise<Response> {
  const entities = entitiesOf(struck);
  const failed = Math.floor(struck.chance * entities.length);
  const taken = entities.length > 1 ? await write(struck, entities.toSpliced(failed, 1)) : { entities: [], errors: [] };
  const atItsPlace = ({ index, ...rest }: Indexed) => ({ ...rest, index: index < failed ? index : index + 1 });
  const [statusCode, error] = (struck.chance * 7) % 1 < 0.5 ? [500, 'internal_error'] : [409, 'identifier_taken'];
  const reason = { index: failed, identifier: 'unknown', statusCode, error, message: 'Try again' };
  const answer = {
    ok: true,
    entities: taken.entities.map(atItsPlace),
    errors: [...taken.errors.map(atItsPlace), reason],
  };
  return Response.json(answer, { status: 207 });
}

async function write({ answer }: Struck, entities: readonly unknown[]) {
  const response = await answer(JSON.stringify({ entities }));
  // The sandbox's own answer; a refusal of the whole request has neither list.
  const { entities: written = [], errors = [] } = (await response.json()) as Record<string, Indexed[]>;
  return { entities: written, errors };
}

/** The entities of a bulk upsert, none of any other request. */
function entitiesOf({ service, url, body }: ChaosRequest): readonly unknown[] {
  if (service !== 'port' || !url.pathname.endsWith('/entities/bulk')) return [];
  return (JSON.parse(body) as { entities: unknown[] }).entities; // the exporter's own body
}
