import type { Topic } from '../topics.ts';

/** Replace OWNER once the repository has its place, as everywhere else (docs/releasing.md). */
const TROUBLESHOOTING = 'https://github.com/OWNER/gitlab-port-exporter/blob/main/docs/troubleshooting.md';

/** The address of the section that says more about a topic. */
export function addressOf(topic: Topic): string {
  return `${TROUBLESHOOTING}#${topic}`;
}
