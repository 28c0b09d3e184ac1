import { z } from 'zod';
import { perProject } from '../cost.ts';
import { enrich } from '../enrich.ts';
import { includeLanguages, languagesCost } from '../gitlab/languages.ts';
import { includedFilesCost, includeFiles } from '../gitlab/repository.ts';
import { includeSearches, searchesCost } from '../gitlab/search-queries.ts';
import { defineKind } from '../kind.ts';
import { Flag, includedFiles, includeOnlyActiveProjects } from '../selector.ts';

export const project = defineKind({
  name: 'project',
  description:
    'Every project that the visibility lets through, with the languages, files and searches that the selector names.',
  docs: 'projects/#list-all-projects',
  selector: z.object({
    includeLanguages: Flag.describe('Add `__languages`, the share of each language in percent'),
    includeOnlyActiveProjects,
    searchQueries: z
      .array(
        z.object({
          name: z.string().min(1).describe('Key of the answer in `__searchQueries`'),
          scope: z.string().default('blobs').describe('Search scope'),
          query: z.string().min(1).describe('Search text'),
        }),
      )
      .default([])
      .describe('Searches in each project whose answer (true or false) is added as `__searchQueries`'),
    includedFiles,
  }),
  costs: ({ includeLanguages, includedFiles, searchQueries }, settings) =>
    perProject(
      ...(includeLanguages ? [languagesCost] : []),
      ...(includedFiles.length > 0 ? [includedFilesCost(includedFiles)] : []),
      ...searchesCost(searchQueries, settings),
    ),
  async *extract(context) {
    const { gitlab, selector, scopes } = context;
    const enrichments = [
      ...(selector.includeLanguages ? [includeLanguages(context)] : []),
      ...(selector.searchQueries.length > 0 ? [includeSearches(context, selector.searchQueries)] : []),
      ...(selector.includedFiles.length > 0 ? [includeFiles(context, selector.includedFiles)] : []),
    ];
    const projects = scopes.read('projects', gitlab.projects(selector.includeOnlyActiveProjects));
    yield* enrich(projects, enrichments, context.limit);
  },
});
