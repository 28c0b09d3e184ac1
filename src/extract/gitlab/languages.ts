import { z } from 'zod';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import { type Enrichment, enrichedField } from '../enrich.ts';
import type { ExtractContext } from '../kind.ts';
import { hasReadableCode } from './repository.ts';
import { fullPathOf, idOf } from './row.ts';

/** Percent by language; empty until GitLab has analysed a new repository (GitLab: "Projects API", languages). */
const Languages = z.record(z.string(), z.number());

/** `__languages`, one request for each project. */
export function includeLanguages({ gitlab, scopes }: ExtractContext): Enrichment {
  return async (project) => {
    const list = endpoint`projects/${idOf(project)}/languages`;
    const read = async () =>
      parseAnswer(Languages, await gitlab.get(list), { service: 'GitLab', route: `GET ${list.route}` });
    const answer = hasReadableCode(project)
      ? await scopes.attempt(`${fullPathOf(project)}: languages`, read, {})
      : { value: {} };
    return enrichedField('__languages', answer);
  };
}
