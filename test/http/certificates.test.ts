import { X509Certificate } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import tls from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { createSecureContext, type TrustSettings } from '../../src/http/certificates.ts';
import { createLogger } from '../../src/log/logger.ts';
import { createMask } from '../../src/log/mask.ts';
import { type Authority, createAuthority, hasOpenssl } from '../support/authority.ts';
import { makeClient, makeRequest } from './make-client.ts';
import { startTlsServer } from './servers.ts';

const [ROOT = ''] = tls.rootCertificates;
const BROKEN = '-----BEGIN CERTIFICATE-----\nbm8gY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n';

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  lines = [];
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The context, and what was logged on the way in `lines`. */
function create(settings: TrustSettings) {
  const destination = new PassThrough().on('data', (chunk) => lines.push(String(chunk)));
  return createSecureContext(
    settings,
    createLogger({ level: 'debug', format: 'json', destination, mask: createMask([]) }),
  );
}

function issuesOf(settings: TrustSettings): readonly unknown[] {
  try {
    create(settings);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
  }
  throw new Error('The settings were accepted');
}

/** Whether this Node lists the system's authorities, which then count as added. */
const listsSystem = 'getCACertificates' in tls;

describe('the default', () => {
  it.skipIf(listsSystem)("is Node's own, where nothing is added", () => {
    const context = create({ files: [write('roots.pem', tls.rootCertificates.join('\n'))], folders: [folder] });

    expect(context).toBeUndefined();
  });

  it('is fine without what need not exist, and says nothing', () => {
    const missing = join(folder, 'missing');

    create({ files: [missing], folders: [missing], optional: [missing] });

    expect(lines).toEqual([]);
  });
});

describe('a file that cannot be used', () => {
  it('is a mistake in the settings, all files told at once', () => {
    const text = write('notes.pem', 'no certificate');

    expect(issuesOf({ files: ['/nowhere/ca.pem', text] })).toEqual([
      { path: 'tls.certificateFiles', message: expect.stringContaining('/nowhere/ca.pem: cannot be read (ENOENT') },
      { path: 'tls.certificateFiles', message: `${text}: expected certificates, found none` },
    ]);
  });

  it('is named with the number of the broken certificate in it', () => {
    const bundle = write('bundle.pem', `${ROOT}\n${BROKEN}\n${ROOT}`);

    expect(issuesOf({ files: [bundle] })).toEqual([
      { path: 'tls.certificateFiles', message: expect.stringContaining(`${bundle}: certificate 2 of 3 is broken (`) },
    ]);
  });

  it('is named where it ends within a certificate', () => {
    const bundle = write('bundle.pem', `${ROOT}\n${ROOT.slice(0, 300)}`);

    expect(issuesOf({ files: [bundle] })).toEqual([
      { path: 'tls.certificateFiles', message: expect.stringContaining('certificate 2 of 2 is broken') },
    ]);
  });
});

describe('a folder', () => {
  it('that the user named and that is missing is told and passed over', () => {
    const missing = join(folder, 'missing');

    create({ folders: [missing], optional: ['/elsewhere'] });

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', folder: missing });
  });

  it('that is a file is a mistake in the settings', () => {
    const file = write('ca.pem', ROOT);

    expect(issuesOf({ folders: [file] })).toMatchObject([{ message: expect.stringContaining('ENOTDIR') }]);
  });

  it('may hold what is no certificate, which is told and skipped', () => {
    write('key.pem', '-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n');
    write('README.md', 'not even looked at');
    symlinkSync(join(folder, 'gone'), join(folder, 'dangling.crt'));
    mkdirSync(join(folder, 'sub.pem'));

    create({ folders: [folder] });

    const told = lines.map((line): unknown => JSON.parse(line));
    expect(told).toHaveLength(2);
    expect(told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ level: 'warn', file: join(folder, 'key.pem') }),
        expect.objectContaining({ level: 'warn', file: join(folder, 'dangling.crt') }),
      ]),
    );
  });
});

describe.skipIf(!hasOpenssl)('an authority', () => {
  let authority: Authority;

  beforeAll(() => {
    authority = createAuthority();
  });

  afterAll(() => authority.remove());

  const pem = () => readFileSync(authority.file, 'utf8');
  const der = () => new X509Certificate(pem()).raw;

  it.each<[string, () => TrustSettings]>([
    ['a file', () => ({ files: [authority.file] })],
    ['a file in DER', () => ({ files: [write('ca', der())] })],
    ['a bundle with comments and line breaks of Windows', () => ({ files: [write('ca', bundle())] })],
    ['a folder', () => ({ folders: [authority.folder] })],
    ['a .cer in DER within a folder', () => ({ folders: [folderWith('ca.cer', der())] })],
    ['a .PEM within the second folder', () => ({ folders: [emptyFolder(), folderWith('CA.PEM', pem())] })],
    ['a link within a folder', () => ({ folders: [folderWithLink()] })],
    ['a bundle within a folder, beside a broken one', () => ({ folders: [folderWith('b.pem', BROKEN + pem())] })],
  ])('is trusted in %s', async (_name, settings) => {
    const url = await startTlsServer(authority.issue(), (_request, response) => response.end('{"ok":true}'));

    const client = makeClient({ connection: { secureContext: create(settings()) } });

    await expect(client.send(makeRequest(url))).resolves.toMatchObject({ body: { ok: true } });
  });

  const bundle = () => `# Roots\n${ROOT}\n# Ours\n${pem()}`.replaceAll('\n', '\r\n');

  function folderWith(name: string, content: string | Uint8Array): string {
    write(name, content);
    return folder;
  }

  function folderWithLink(): string {
    symlinkSync(authority.file, join(folder, 'ca.crt'));
    return folder;
  }

  function emptyFolder(): string {
    const path = join(folder, 'empty');
    mkdirSync(path);
    return path;
  }
});
