import { describe, expect, it } from 'vitest';
import { createAccess } from '../../examples/sandbox/gitlab/access.ts';
import { createGitLab } from '../../examples/sandbox/gitlab/app.ts';
import { GROUPS } from '../../examples/sandbox/gitlab/seed/groups.ts';
import { PEOPLE, TOKENS } from '../../examples/sandbox/gitlab/seed/people.ts';
import { PROJECTS } from '../../examples/sandbox/gitlab/seed/projects.ts';
import { createWorld } from '../../examples/sandbox/gitlab/world.ts';
import { get, getRows, namesOf } from './gitlab-reading.ts';

const small = () => createWorld({ scale: 0 });

describe('the sandbox GitLab and its tokens', () => {
  it('refuses a request without a token', async () => {
    const { app } = createGitLab(small());

    const response = await app.request('/api/v4/projects');

    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: '401 Unauthorized' });
  });

  it('takes a token as PRIVATE-TOKEN and as Bearer', async () => {
    const gitlab = createGitLab(small());

    const bearer = await gitlab.app.request('/api/v4/user', {
      headers: { Authorization: `Bearer ${TOKENS.exporter}` },
    });
    const header = await get(gitlab, '/user');

    expect(bearer.status).toBe(200);
    expect(header.body).toMatchObject({ username: 'port-exporter' });
  });

  it.each([
    { token: TOKENS.expired, reason: /expired/ },
    { token: TOKENS.revoked, reason: /revoked/ },
  ])('calls a token that ended invalid: $token', async ({ token, reason }) => {
    const answer = await get(createGitLab(small()), '/projects', token);

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ error: 'invalid_token', error_description: expect.stringMatching(reason) });
  });

  it('lets the clock decide about expiry', async () => {
    const gitlab = createGitLab(small(), { now: () => new Date('2040-01-01T00:00:00Z') });

    expect((await get(gitlab, '/projects')).status).toBe(401);
  });

  it('asks for a scope, but not to look at the token itself', async () => {
    const gitlab = createGitLab(small());

    const refused = await get(gitlab, '/projects', TOKENS.limited);
    const self = await get(gitlab, '/personal_access_tokens/self', TOKENS.limited);
    const user = await get(gitlab, '/user', TOKENS.limited);

    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ error: 'insufficient_scope', scope: 'api read_api' });
    expect(self.body).toMatchObject({ scopes: ['read_user'] });
    expect(user.status).toBe(200);
  });

  it('answers 404 in its own way for a route it does not know', async () => {
    const answer = await get(createGitLab(small()), '/nonsense');

    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ error: '404 Not Found' });
  });
});

describe('what a token of the sandbox sees', () => {
  it('lists a group that only contains something visible, without letting its members be read', async () => {
    const gitlab = createGitLab(small());

    const paths = namesOf(await getRows(gitlab, '/groups?per_page=100'), 'full_path');
    const withLevel = namesOf(await getRows(gitlab, '/groups?per_page=100&min_access_level=30'), 'full_path');

    expect(paths).toEqual(expect.arrayContaining(['holdings', 'holdings/secret-lab', 'partner']));
    expect(withLevel).toContain('holdings/secret-lab');
    expect(withLevel).not.toContain('holdings');
  });

  it('shows public groups of strangers only with all_available', async () => {
    const gitlab = createGitLab(small());

    const own = namesOf(await getRows(gitlab, '/groups?per_page=100'), 'full_path');
    const all = namesOf(await getRows(gitlab, '/groups?per_page=100&all_available=true'), 'full_path');

    expect(own).not.toContain('open-source');
    expect(all).toContain('open-source');
    expect(all).not.toContain('contractors');
  });

  it('shows public projects of strangers unless membership or a level is asked', async () => {
    const gitlab = createGitLab(small());
    const idsFor = async (query: string) => namesOf(await getRows(gitlab, `/projects?per_page=100${query}`), 'id');

    expect(await idsFor('')).toContain(PROJECTS.publicOfNobody);
    expect(await idsFor('&membership=true')).not.toContain(PROJECTS.publicOfNobody);
    expect(await idsFor('&membership=true')).toContain(PROJECTS.sharedWithExporter);
    expect(await idsFor('&min_access_level=30')).not.toContain(PROJECTS.guestsOnly);
    expect(await idsFor('&min_access_level=20')).toContain(PROJECTS.guestsOnly);
  });

  it('excludes with active what is archived or pending deletion, ancestors included', async () => {
    const gitlab = createGitLab(small());

    const inactive = namesOf(await getRows(gitlab, '/projects?per_page=100&active=false'), 'id');
    const groups = namesOf(await getRows(gitlab, '/groups?per_page=100&active=false'), 'full_path');

    expect(inactive).toEqual(
      expect.arrayContaining([
        PROJECTS.archived,
        PROJECTS.pendingDeletion,
        PROJECTS.insideDoomed,
        PROJECTS.insideRetired,
      ]),
    );
    expect(inactive).toHaveLength(4);
    expect(groups).toEqual(expect.arrayContaining(['doomed', 'doomed/child', 'acme/retired']));
  });

  it('shows everything to an administrator', async () => {
    const world = small();
    const gitlab = createGitLab(world);

    const projects = await getRows(gitlab, '/projects?per_page=100', TOKENS.admin);
    const groups = await getRows(gitlab, '/groups?per_page=100', TOKENS.admin);

    expect(projects).toHaveLength(world.projects.length);
    expect(groups).toHaveLength(world.groups.length);
  });

  it('gives a member of an invited group at most the level of the invitation', () => {
    const world = small();
    const access = createAccess(world);
    const payments = world.groups.find((group) => group.id === GROUPS.payments);

    const grant = payments && access.ofGroup(payments).get(PEOPLE.contractor);

    expect(grant?.level).toBe(30);
  });
});
