/** What a provider of agent plugins looks for in a repository. */
interface Provider {
  /** Its own manifest. */
  readonly manifest?: string;
  /** A list of plugins, whose first one stands in for a manifest. */
  readonly marketplace?: string;
  /** A directory whose files alone make a plugin. */
  readonly directory?: string;
}

/** In the order in which their manifests are asked for a plugin's fields. */
const PROVIDERS = {
  cursor: { manifest: '.cursor-plugin/plugin.json' },
  claude: { manifest: '.claude-plugin/plugin.json', marketplace: '.claude-plugin/marketplace.json' },
  codex: { manifest: '.codex-plugin/plugin.json' },
  kimi: { manifest: '.kimi-plugin/plugin.json' },
  antigravity: { manifest: 'gemini-extension.json' },
  agents: { marketplace: '.agents/plugins/marketplace.json' },
  opencode: { directory: '.opencode/plugins' },
  pi: { directory: '.pi/extensions' },
} as const satisfies Record<string, Provider>;

export type ProviderName = keyof typeof PROVIDERS;

type Fields = Readonly<Record<string, unknown>>;

/** What the repository holds: blobs by path, and texts of those that were read. */
export interface PluginSource {
  /** Paths of all files. */
  readonly paths: ReadonlySet<string>;
  /** The fields of a manifest; empty for one that cannot be made out. */
  read(path: string): Promise<Fields>;
}

/** What a provider says of a repository: undefined where it is absent. */
export async function detect(name: ProviderName, { paths, read }: PluginSource): Promise<Fields | undefined> {
  const { manifest, marketplace, directory }: Provider = PROVIDERS[name];
  if (manifest !== undefined && paths.has(manifest)) return read(manifest);
  if (marketplace !== undefined && paths.has(marketplace)) return toPlugin(await read(marketplace));
  const isDetected = directory !== undefined && [...paths].some((path) => liesDirectlyIn(directory, path));
  return isDetected ? { detected: true } : undefined;
}

/** Whether a path is one that `detect` looks at. */
export function isOfPlugin(path: string): boolean {
  return Object.values<Provider>(PROVIDERS).some(
    ({ manifest, marketplace, directory }) =>
      path === manifest || path === marketplace || (directory !== undefined && liesDirectlyIn(directory, path)),
  );
}

/** The plugin of a repository: each field from the first provider that has it. */
export function describePlugin(
  found: ReadonlyMap<ProviderName, Fields>,
  repositoryName: unknown,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(PROVIDERS) as ProviderName[]; // the keys of a constant
  const manifests = names.map((name) => found.get(name));
  const first = (field: string) => manifests.map((fields) => fields?.[field]).find(isGiven) ?? null;
  const name = first('name') ?? repositoryName;
  return {
    name,
    displayName: first('displayName') ?? name,
    description: first('description'),
    version: first('version'),
    supports: Object.fromEntries(names.map((provider) => [provider, found.has(provider)])),
    ...Object.fromEntries(names.map((provider) => [provider, found.get(provider) ?? {}])),
  };
}

function toPlugin({ name, plugins }: Fields): Fields {
  const [plugin] = Array.isArray(plugins) ? plugins : [];
  const fields = typeof plugin === 'object' && plugin !== null ? plugin : {};
  return { ...fields, marketplaceName: name ?? null };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function liesDirectlyIn(directory: string, path: string): boolean {
  return path.startsWith(`${directory}/`) && !path.includes('/', directory.length + 1);
}
