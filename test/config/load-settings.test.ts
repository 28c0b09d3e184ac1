import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, loadExactly, REQUIRED, refusal, textOf } from './load.ts';

const FILE = 'gitlab-port-exporter.config.yaml';

describe('precedence', () => {
  it('puts flags before the environment, the environment before the file and the file before the defaults', async () => {
    const files = { [FILE]: 'concurrency: 2\nlogLevel: error\nclientTimeout: 7' };
    const environment = { GPE_CONCURRENCY: '3', LOG_LEVEL: 'warn' };

    const { settings } = await load({ flags: { concurrency: 4 }, environment, files });

    expect(settings).toMatchObject({ concurrency: 4, logLevel: 'warn', clientTimeout: 7, quiet: false });
  });

  it.each([
    [['GITLAB_HOST', 'GITLAB_URL'], 'GITLAB_URL'],
    [['GITLAB_URL', 'OCEAN__INTEGRATION__CONFIG__GITLAB_HOST'], 'OCEAN__INTEGRATION__CONFIG__GITLAB_HOST'],
    [
      ['OCEAN__INTEGRATION__CONFIG__GITLAB_HOST', 'OCEAN__INTEGRATION__CONFIG__GITLAB_URL'],
      'OCEAN__INTEGRATION__CONFIG__GITLAB_URL',
    ],
  ])('among %j takes %s', async (names, winner) => {
    const environment = Object.fromEntries(names.map((name, index) => [name, `https://${index}.example.com`]));

    const { origins } = await load({ environment });

    expect(origins.get('gitlab.url')).toBe(`environment variable ${winner}`);
  });

  it('prefers the exact spelling of a variable to another case of it', async () => {
    const { settings } = await load({ environment: { HTTP_PROXY: 'http://upper', http_proxy: 'http://lower' } });

    expect(settings.proxy.http).toBe('http://lower');
  });

  it('passes over an empty variable', async () => {
    const environment = { OCEAN__INTEGRATION__CONFIG__GITLAB_URL: '', GITLAB_URL: 'https://git.example.com' };

    const { settings } = await load({ environment });

    expect(settings.gitlab.url).toBe('https://git.example.com');
  });
});

describe('an env file', () => {
  it('fills what the environment leaves open or empty, and overrides nothing', async () => {
    const files = { '.env': 'gitlab_token=from-file\nPORT_CLIENT_ID="from file"\nPORT_CLIENT_SECRET=file-secret\n' };
    const environment = { GITLAB_TOKEN: 'from-environment', PORT_CLIENT_ID: '' };

    const { settings, origins } = await loadExactly({ flags: { envFile: '.env' }, environment, files });

    expect(settings.gitlab.token).toBe('from-environment');
    expect(settings.port.clientId).toBe('from file');
    expect(origins.get('port.clientSecret')).toBe('file .env: PORT_CLIENT_SECRET');
  });

  it.each([
    ['a line that is no assignment', 'oops hunter2\nGPE_CONCURRENCY=5\n', '1'],
    ['the syntax of another file', 'port:\r\n  id: hunter2\r\nGPE_CONCURRENCY=5', '1, 2'],
    ['a line without a name', '=hunter2\nGPE_CONCURRENCY=5', '1'],
    ['lines after a value of several', "NOTE='a\nb'\n\n  # comment\nexport GPE_CONCURRENCY=5 # five\nhunter2", '6'],
    ['many lines', `${'hunter2\n'.repeat(7)}GPE_CONCURRENCY=5`, '1, 2, 3, 4, 5 and 2 more'],
  ])('passes over %s with a warning that does not show it', async (_, text, lines) => {
    const { settings, notices } = await load({ flags: { envFile: '.env' }, files: { '.env': text } });

    expect(settings.concurrency).toBe(5);
    expect(notices).toEqual([
      { level: 'warn', message: expect.stringMatching(new RegExp(`^file \\.env, lines? ${lines}: .*NAME=value`)) },
    ]);
    expect(JSON.stringify(notices)).not.toContain('hunter2');
  });

  it('may hold comments, empty lines and values of several lines', async () => {
    const text =
      '\uFEFF# first\n\n\t# "second\nGPE_MAPPING="a\nb=c\n# d" # e\n  export GPE_CONCURRENCY = 5\nGITLAB_URL=\n';

    const { settings, notices } = await load({ flags: { envFile: '.env' }, files: { '.env': text } });

    expect(settings).toMatchObject({ mapping: 'a\nb=c\n# d', concurrency: 5 });
    expect(notices).toEqual([]);
  });

  it('is found by GPE_ENV_FILE and may name the configuration file', async () => {
    const files = { 'ci.env': 'GPE_CONFIG=mine.yaml', 'mine.yaml': 'concurrency: 5' };

    const { settings, file } = await load({ environment: { GPE_ENV_FILE: 'ci.env' }, files });

    expect(settings.concurrency).toBe(5);
    expect(file).toMatch(/mine\.yaml$/);
  });

  it('is not read unless it is asked for', async () => {
    const { settings } = await load({ files: { '.env': 'GPE_CONCURRENCY=5' } });

    expect(settings.concurrency).toBe(32);
  });

  it('must exist when it is asked for', async () => {
    const error = await refusal(load({ flags: { envFile: 'absent.env' } }));

    expect(error.issues).toEqual([
      { path: 'env-file', message: expect.stringContaining('--env-file'), origin: 'file absent.env' },
    ]);
  });
});

describe('errors', () => {
  it('come all at once, each with its setting, origin and expectation', async () => {
    const error = await refusal(
      loadExactly({
        flags: { logFormat: 'xml' },
        environment: { GITLAB_HOST: 'git.example.com', PORT_CLIENT_ID: 'id' },
        files: { [FILE]: 'concurrency: many\nportt: 1' },
      }),
    );

    expect(error.exit).toBe('usage');
    expect(error.issues.map(({ path, origin }) => [path, origin])).toEqual([
      ['portt', `file ${FILE}: portt`],
      ['gitlab.token', undefined],
      ['gitlab.url', 'environment variable GITLAB_HOST'],
      ['port.clientSecret', undefined],
      ['concurrency', `file ${FILE}: concurrency`],
      ['logFormat', 'flag --log-format'],
    ]);
  });

  it('name the variables that would set what is missing', async () => {
    const error = await refusal(loadExactly({}));

    expect(error.issues).toHaveLength(3);
    expect(error.issues[0]?.message).toContain('OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN');
    expect(error.issues[0]?.message).toContain('or GITLAB_TOKEN');
  });

  it('say that the missing variable is set but empty', async () => {
    const error = await refusal(load({ environment: { GITLAB_TOKEN: '', gitlab_token: ' ' } }));

    expect(error.issues[0]?.message).toContain('environment variable GITLAB_TOKEN is set but empty');
  });

  it('say which unknown variable may be the missing one', async () => {
    const environment = { ...REQUIRED, GITLAB_TOKEN: '', OCEAN__INTEGRATION__GITLAB_TOKEN: 'glpat-x' };

    const error = await refusal(loadExactly({ environment }));

    expect(error.issues[0]?.message).toMatch(
      /OCEAN__INTEGRATION__GITLAB_TOKEN is not a known name.*did you mean OCEAN__INTEGRATION__CONFIG__GITLAB_TOKEN\?/,
    );
  });
});

describe('secrets', () => {
  const token = fc.string({ unit: fc.constantFrom(...'abcdefgh0123456789-_'), minLength: 12, maxLength: 30 });
  const mistakes = (secret: string): readonly Record<string, string>[] => [
    { GITLAB_TOKEN: `${secret} ${secret}` },
    { OCEAN__PORT__CLIENT_SECRET: `${secret}\n${secret}` },
    { OCEAN__INTEGRATION__CONFIG: `{"gitlabToken": "${secret}"` },
    { OCEAN__INTEGRATION__CONFIG: secret },
    { OCEAN__INTEGRATION__CONFIG: `{\\"gitlabToken\\":\\"${secret}\\"}` },
    { OCEAN__INTEGRATION__CONFIG: `{'gitlabToken': '${secret}"}` },
    { OCEAN__INTEGRATION__CONFIG: `gitlabToken=${secret}` },
    { OCEAN__INTEGRATION__CONFIG: `gitlabToken: ${secret}: ${secret}` },
    { OCEAN__INTEGRATION__CONFIG: `gitlabToken: "${secret}` },
    { OCEAN__EVENT_LISTENER: `{"type":"KAFKA","password":"${secret}"` },
    { OCEAN__INTEGRATION__CONFIG: `"${secret}"` },
    { OCEAN__INTEGRATION: JSON.stringify({ config: secret }) },
    { OCEAN__INTEGRATION__CONFIG__GITLAB_TOKN: secret },
    { GITLAB_URL: `https://oauth2:${secret}@git.example.com` },
    { GITLAB_URL: `oauth2:${secret}@git.example.com` },
    { GITLAB_URL: `https://git.example.com/?private_token=${secret}` },
    { GITLAB_TOKEN: secret, OCEAN__CLIENT_TIMEOUT: secret, GPE_JQ: ` ${secret}` },
    { HTTPS_PROXY: `socks5://user:${secret}@proxy` },
  ];
  const brokenFiles = (secret: string): readonly string[] => [
    `gitlab:\n  token: "${secret}`,
    `gitlab:\n  token: |${secret}\n`,
    `gitlab: {token: ${secret}\nport: 1`,
    `gitlab:\n  token: *${secret}`,
    `gitlab:\n  token: ${secret}: ${secret}`,
    `gitlab:\n  tokn: ${secret}`,
    `gitlab: ${secret}`,
    `extraEnv: [${secret}]`,
    `extraEnv: [{name: GITLAB_TOKEN, value: [${secret}]}]`,
    `extraEnv: [{name: ALL_PROXY, value: "socks5://user:${secret}@proxy"}]`,
    `{"gitlab": {"token": "${secret}"`,
  ];

  it('are in no error and in no notice, however wrong the settings are', async () => {
    await fc.assert(
      fc.asyncProperty(token, async (secret) => {
        for (const environment of mistakes(secret)) {
          const shown = await load({ environment: { ...environment, GPE_CONCURRENCY: 'x' } }).catch(textOf);

          expect(shown).not.toContain(secret);
        }
        for (const text of brokenFiles(secret)) {
          expect(textOf(await refusal(load({ files: { [FILE]: text } })))).not.toContain(secret);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('are listed as they are in force', async () => {
    const { secrets } = await load({
      environment: {
        HTTPS_PROXY: 'http://user:p%40ss@proxy:3128',
        ALL_PROXY: 'http://proxy',
        PORT_CLIENT_ID: 'public',
      },
    });

    expect(secrets).toEqual(['glpat-token', 'port-secret', 'p%40ss', 'p@ss']);
  });
});

describe('notices', () => {
  it('are absent when there is nothing to say', async () => {
    const { notices } = await load({ environment: { PATH: '/bin', OCEAN__EVENT_LISTENER: '{"type":"ONCE"}' } });

    expect(notices).toEqual([]);
  });

  it.each([
    ['OCEAN__EVENT_LISTENER__TYPE', 'POLLING', 'warn', 'always runs once'],
    ['OCEAN__EVENT_LISTENER', '{"type":"KAFKA"}', 'warn', 'always runs once'],
    ['OCEAN__BASE_URL', 'https://events.example.com', 'debug', 'baseUrl has no effect'],
    ['OCEAN__SSL__PORT__VERIFY', 'false', 'warn', "Port's certificate is not checked"],
    ['OCEAN__SSL__THIRD_PARTY__VERIFY', 'false', 'warn', "GitLab's certificate is not checked"],
    ['OCEAN__STREAMING__ENABLED', 'true', 'debug', 'OCEAN__STREAMING__ENABLED has no effect'],
    ['ocean__metrics', '{"enabled":true}', 'debug', 'ocean__metrics has no effect'],
    ['OCEAN__SSL__PORT__X509__STRICT', 'true', 'debug', 'X509__STRICT has no effect'],
    ['APPLICATION__PORT', '8000', 'debug', 'APPLICATION__PORT has no effect'],
    ['OCEAN__INTEGRATON__IDENTIFIER', 'x', 'warn', 'did you mean OCEAN__INTEGRATION__IDENTIFIER?'],
    ['OCEAN__PORT_CLIENT_ID', 'x', 'warn', 'did you mean OCEAN__PORT__CLIENT_ID?'],
    ['OCEAN__QWERTYUIOP', 'x', 'warn', 'OCEAN__QWERTYUIOP is not a known name and was ignored'],
  ])('tell of %s=%s at level %s', async (variable, value, level, message) => {
    const { notices } = await load({ environment: { [variable]: value } });

    expect(notices).toEqual([{ level, message: expect.stringContaining(message) }]);
  });
});

describe('JSON in a variable', () => {
  it.each([
    ['OCEAN__INTEGRATION__CONFIG', { gitlabToken: 'json', gitlabHost: 'https://json.example.com' }],
    ['OCEAN__INTEGRATION__CONFIG', { gitlab_token: 'json', gitlab_url: 'https://json.example.com' }],
    ['OCEAN__INTEGRATION', { config: { gitlabUrl: 'https://json.example.com' }, secrets: { gitlabToken: 'json' } }],
  ])('%s gives the settings of %j', async (variable, tree) => {
    const { settings, origins } = await load({
      environment: { GITLAB_TOKEN: 'plain', [variable]: JSON.stringify(tree) },
    });

    expect(settings.gitlab).toEqual({ token: 'json', url: 'https://json.example.com' });
    expect(origins.get('gitlab.token')).toMatch(`environment variable ${variable}: `);
  });

  it('takes booleans and numbers as such', async () => {
    const tree = JSON.stringify({ port: { verify: false }, third_party: { verify: 0 } });

    const { settings } = await load({ environment: { OCEAN__SSL: tree } });

    expect(settings.tls).toMatchObject({ verifyPort: false, verifyGitlab: false });
  });

  it('loses to a variable for the field alone, whatever the name of that', async () => {
    const environment = {
      OCEAN__INTEGRATION__CONFIG: '{"gitlabUrl":"https://json.example.com"}',
      OCEAN__INTEGRATION__CONFIG__GITLAB_HOST: 'https://field.example.com',
    };

    const { settings } = await load({ environment });

    expect(settings.gitlab.url).toBe('https://field.example.com');
  });

  it.each(['[1]', '"text"', '{"type":', 'a b'])('must be an object: %s is refused', async (text) => {
    const error = await refusal(load({ environment: { OCEAN__EVENT_LISTENER: text } }));

    expect(error.issues).toEqual([
      {
        path: 'OCEAN__EVENT_LISTENER',
        message: expect.stringContaining('JSON object'),
        origin: 'environment variable OCEAN__EVENT_LISTENER',
      },
    ]);
  });

  it('warns of an unknown key and says which was meant', async () => {
    const { notices } = await load({ environment: { OCEAN__INTEGRATION__CONFIG: '{"gitlabHots":"https://x"}' } });

    expect(notices).toEqual([
      { level: 'warn', message: expect.stringContaining('did you mean OCEAN__INTEGRATION__CONFIG__GITLAB_HOST?') },
    ]);
  });

  it("takes ocean-sail's spelling without underscores", async () => {
    const { settings } = await load({ environment: { OCEAN__INTEGRATION__CONFIG__GITLABTOKEN: 'sail' } });

    expect(settings.gitlab.token).toBe('sail');
  });
});

describe("a variable of this program's own that it does not know", () => {
  it.each([
    ['GPE_DRYRUN', 'dryRun', 'GPE_DRY_RUN'],
    ['gpe_nodelete', 'noDelete', 'GPE_NO_DELETE'],
    ['GPE__CHECK', 'check', 'GPE_CHECK'],
    ['GPE_ENVFILE', 'GPE_ENV_FILE', 'GPE_ENV_FILE'],
  ])('is refused where only underscores are wrong, as it may hold a run back: %s', async (name, path, right) => {
    const error = await refusal(load({ environment: { [name]: 'true' } }));

    const message = `${name} is not a known name; write ${right}`;
    expect(error.issues).toEqual([{ path, message, origin: `environment variable ${name}` }]);
  });

  it.each([
    ['GPE_DRY_RUM', '; did you mean GPE_DRY_RUN?'],
    ['gpe_log_levl', '; did you mean GPE_LOG_LEVEL?'],
    ['GPE_CONFG', '; did you mean GPE_CONFIG?'],
    ['GPE_QWERTYUIOP', ''],
  ])('is a warning elsewhere, with the nearest name: %s', async (name, hint) => {
    const { notices } = await load({ environment: { [name]: 'true' } });

    const message = `environment variable ${name} is not a known name and was ignored${hint}`;
    expect(notices).toEqual([{ level: 'warn', message }]);
  });

  it('is told of an env file and of extraEnv, too', async () => {
    const files = {
      '.env': 'GPE_STRCT=1',
      'values.yaml': 'extraEnv: [{ name: GPE_QUIT, value: "true" }]',
    };

    const { notices } = await load({ flags: { envFile: '.env', config: 'values.yaml' }, files });

    expect(notices.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^file \.env: GPE_STRCT .*GPE_STRICT\?$/),
      expect.stringMatching(/^file .*values\.yaml.*GPE_QUIT .*GPE_QUIET\?$/),
    ]);
  });

  it('is not one that is read, in whatever case, or that is empty', async () => {
    const names = ['GPE_QUIET', 'gpe_strict', 'GPE_DENIED_IS_EMPTY'];
    const environment = Object.fromEntries(names.map((name) => [name, 'true']));

    const { notices, settings } = await load({ environment: { ...environment, GPE_DRYRUN: ' ', GPE_CONFIG: '' } });

    expect(notices).toEqual([]);
    expect(settings).toMatchObject({ quiet: true, strict: true, deniedIsEmpty: true });
  });
});

describe('an exit code for differences', () => {
  it('is refused without the dry run that finds them', async () => {
    const error = await refusal(load({ flags: { exitCode: true } }));

    expect(error.issues).toEqual([
      { path: 'exitCode', message: expect.stringContaining('--dry-run'), origin: 'flag --exit-code' },
    ]);
    await expect(load({ flags: { exitCode: true }, environment: { GPE_DRY_RUN: '1' } })).resolves.toBeDefined();
  });
});
