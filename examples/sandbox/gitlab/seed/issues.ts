import type { Issue } from '../records.ts';
import type { Project } from '../world.ts';
import { PEOPLE } from './people.ts';
import { PROJECTS } from './projects.ts';
import { daysBefore } from './random.ts';
import { ageOf, countIn, iidsTo, type RecordSeed } from './records.ts';

const FIRST_ID = 7001;
const COUNT_IN_API = 30;
const TYPES = ['issue', 'incident', 'issue', 'task', 'test_case'] as const;
const AUTHORS = [PEOPLE.ada, PEOPLE.grace, PEOPLE.zoe, PEOPLE.leaver] as const;

/** Issues of every type and age; every seventh is confidential, every fourth has a label with a space. */
export function seedIssues({ projects, now }: RecordSeed): Issue[] {
  const drafts = projects.flatMap((project) => {
    const count = countIn(project, COUNT_IN_API);
    return iidsTo(count).map((iid) => toIssue(project, iid, ageOf(iid, count), now));
  });
  return drafts.map((draft, index) => ({ id: FIRST_ID + index, ...draft }));
}

function toIssue(project: Project, iid: number, age: number, now: Date): Omit<Issue, 'id'> {
  const closed = iid % 3 === 0;
  const updatedAt = daysBefore(now, age / 3);
  return {
    projectId: project.id,
    iid,
    authorId: AUTHORS[iid % AUTHORS.length] ?? PEOPLE.ada,
    createdAt: daysBefore(now, age),
    type: TYPES[iid % TYPES.length] ?? 'issue',
    title:
      project.id === PROJECTS.hostile ? '__proto__ | `x` \u001b[31mred' : `Part ${iid} of ${project.name} fails 🔥`,
    description: iid % 5 === 0 ? null : `It does.\n\n- [x] seen\n- [ ] fixed\n`,
    state: closed ? 'closed' : 'opened',
    updatedAt,
    closedAt: closed ? updatedAt : null,
    // The account that closed it may be gone.
    closedById: closed && iid % 6 !== 0 ? PEOPLE.grace : null,
    labels: iid % 4 === 0 ? ['needs triage', 'type::bug'] : iid % 2 === 0 ? ['type::bug'] : [],
    milestone: iid % 6 === 0 ? 'Release 1.0' : null,
    assigneeIds: iid % 2 === 0 ? [PEOPLE.zoe, PEOPLE.ada] : [],
    confidential: iid % 7 === 0,
    dueDate: iid % 8 === 0 ? '2027-02-28' : null,
  };
}
