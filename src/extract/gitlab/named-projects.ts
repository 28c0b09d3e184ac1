import { z } from 'zod';
import { parseAnswer } from '../../http/answer.ts';
import { endpoint } from '../../http/endpoint.ts';
import type { GitLab } from './gitlab.ts';
import { isMarkedForDeletion } from './parents.ts';

const Project = z.looseObject({ id: z.number(), path_with_namespace: z.string() });

/** Single projects that a mapping names, each read once per run. */
export function createNamedProjects(get: GitLab['get']): GitLab['namedProject'] {
  const projects = new Map<string, Promise<z.output<typeof Project>>>();

  async function read(fullPath: string): Promise<z.output<typeof Project>> {
    const project = endpoint`projects/${fullPath}`;
    return parseAnswer(Project, await get(project), { service: 'GitLab', route: `GET ${project.route}` });
  }

  return async (fullPath) => {
    const reading = projects.get(fullPath) ?? read(fullPath);
    projects.set(fullPath, reading);
    const project = await reading;
    return isMarkedForDeletion(project) ? undefined : project;
  };
}
