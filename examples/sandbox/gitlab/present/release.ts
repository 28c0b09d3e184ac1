import { commitOf } from '../git.ts';
import type { Release, Tag } from '../records.ts';
import type { Viewer } from '../viewer.ts';
import type { Project } from '../world.ts';
import { commitRow } from './commit.ts';
import { milestoneOf } from './issuable.ts';
import { fullPathOf } from './project.ts';
import { userById } from './user.ts';

type Row = Record<string, unknown>;

/** A row of a list of tags; `target` is the tag's own object where it is annotated. */
export function tagRow(viewer: Viewer, project: Project, tag: Tag): Row {
  const commit = commitOf(project, tag.name);
  const release = viewer.world.releases.find(
    (candidate) => candidate.projectId === project.id && candidate.tagName === tag.name,
  );
  return {
    name: tag.name,
    message: tag.message ?? '',
    target: tag.createdAt === null ? commit : commitOf(project, `${tag.name} object`),
    commit: commitRow(viewer, project, commit, tag.committedAt),
    ...(viewer.mayRead(project, 'releases')
      ? { release: release === undefined ? null : { tag_name: tag.name, description: release.description } }
      : {}),
    protected: tag.protected,
    created_at: tag.createdAt,
  };
}

/** The six fields of `simple=true`. */
export function releaseSimple(viewer: Viewer, release: Release): Row {
  return {
    name: release.name,
    tag_name: release.tagName,
    description: release.description,
    created_at: release.createdAt,
    released_at: release.releasedAt,
    upcoming_release: Date.parse(release.releasedAt) > viewer.world.now.getTime(),
  };
}

/** A row of a list of releases; who may not read the code sees neither commit nor tag nor sources. No project id anywhere. */
export function releaseRow(viewer: Viewer, project: Project, release: Release): Row {
  const path = fullPathOf(viewer, project);
  const page = `${viewer.url}/${path}/-/releases/${encodeURIComponent(release.tagName)}`;
  const tag = viewer.world.tags.find(
    (candidate) => candidate.projectId === project.id && candidate.name === release.tagName,
  );
  const commit = commitOf(project, release.tagName);
  const milestone = milestoneOf(viewer, project, release);
  const mayReadCode = viewer.mayRead(project, 'repository');
  const code = {
    commit: tag === undefined ? null : commitRow(viewer, project, commit, tag.committedAt),
    commit_path: `/${path}/-/commit/${commit}`,
    tag_path: `/${path}/-/tags/${encodeURIComponent(release.tagName)}`,
  };
  return {
    ...releaseSimple(viewer, release),
    author: userById(viewer, release.authorId),
    ...(milestone === null ? {} : { milestones: [{ ...milestone, issue_stats: { total: 4, closed: 3 } }] }),
    ...(mayReadCode ? code : {}),
    assets: assetsOf(`${viewer.url}/${path}`, project, release, mayReadCode),
    evidences: [],
    _links: {
      self: page,
      closed_issues_url: `${viewer.url}/${path}/-/issues?release_tag=${encodeURIComponent(release.tagName)}&state=closed`,
    },
  };
}

function assetsOf(projectUrl: string, project: Project, { id, tagName }: Release, mayReadCode: boolean): Row {
  const formats = mayReadCode ? ['zip', 'tar.gz', 'tar.bz2', 'tar'] : [];
  const archive = `${projectUrl}/-/archive/${encodeURIComponent(tagName)}/${project.path}`;
  const url = 'https://downloads.example.com/tool';
  const links = id % 2 === 0 ? [{ id, name: 'Tool', url, direct_asset_url: url, link_type: 'other' }] : [];
  return {
    count: formats.length + links.length,
    ...(mayReadCode ? { sources: formats.map((format) => ({ format, url: `${archive}.${format}` })) } : {}),
    links,
  };
}
