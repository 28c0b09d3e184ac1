import { z } from 'zod';
import { perProject } from '../cost.ts';
import { enrich } from '../enrich.ts';
import { includeMembers, readProjectMembers } from '../gitlab/members.ts';
import { idOf } from '../gitlab/row.ts';
import { defineKind } from '../kind.ts';
import { includeOnlyActiveProjects, memberFields } from '../selector.ts';

export const projectWithMembers = defineKind({
  name: 'project-with-members',
  description: 'Every project with the people in it.',
  docs: 'project_members/#list-all-members-of-a-project',
  selector: z.object({ includeOnlyActiveProjects, ...memberFields }),
  costs: () => perProject({ what: 'members', requests: 1 }),
  async *extract(context) {
    const { gitlab, selector, scopes } = context;
    const projects = scopes.read('projects', gitlab.projects(selector.includeOnlyActiveProjects));
    const members = includeMembers(context, (project) => readProjectMembers(gitlab, idOf(project), selector));
    yield* enrich(projects, [members], context.limit);
  },
});
