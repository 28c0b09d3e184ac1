import { z } from 'zod';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { RawObject } from '../../raw-object.ts';
import { type Enrichment, enrichedField } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import { LANGUAGES_AT_ONCE, queryLanguages } from './graphql-languages.ts';
import { hasReadableCode } from './repository.ts';
import { fullPathOf, idOf } from './row.ts';

/** Percent by language; empty until GitLab has analysed a new repository (GitLab: "Projects API", languages). */
const Languages = z.record(z.string(), z.number());

/** Where GraphQL tells; else one request for each project. */
export const languagesCost = { what: 'languages', requests: 1 / LANGUAGES_AT_ONCE };

/** `__languages`: of many projects in one GraphQL query, one by one where that does not tell. */
export function includeLanguages({ gitlab, scopes }: ExtractContext): Enrichment {
  const known = new Map<number, Record<string, number>>();

  async function prepare(batch: readonly RawObject[]): Promise<void> {
    const ids = batch.filter(hasReadableCode).map((project) => idOf(project));
    if (ids.length < 2) return;
    for (const [id, languages] of await queryLanguages(gitlab.graphQl, ids)) known.set(id, languages);
  }

  async function read(project: RawObject): Promise<RawObject> {
    const list = endpoint`projects/${idOf(project)}/languages`;
    const ask = async () =>
      parseAnswer(Languages, await gitlab.get(list), { service: 'GitLab', route: `GET ${list.route}` });
    const value = hasReadableCode(project) ? known.get(idOf(project)) : {};
    known.delete(idOf(project));
    const answer = value ? { value } : await scopes.attempt(`${fullPathOf(project)}: languages`, ask, {});
    return enrichedField('__languages', answer);
  }

  return Object.assign(read, { prepare });
}
