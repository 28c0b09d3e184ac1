import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate in PEM, and the file of the certificate. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly file: string;
}

export interface CertificateOptions {
  /** In openssl's form. Default: localhost and 127.0.0.1. */
  readonly names?: string;
  readonly expired?: boolean;
  readonly selfSigned?: boolean;
}

/** A certificate authority of one's own; its files are gone after `remove`. */
export interface Authority {
  /** Holds the certificate of the authority and nothing else. */
  readonly folder: string;
  readonly file: string;
  /** A server's certificate, good for a day. */
  issue(options?: CertificateOptions): Certificate;
  remove(): void;
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes an authority with openssl. */
export function createAuthority(): Authority {
  const root = mkdtempSync(join(tmpdir(), 'authority-'));
  const folder = mkdtempSync(join(root, 'trusted-'));
  const file = join(folder, 'ca.crt');
  const keyFile = join(root, 'ca.key');
  openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=Authority', '-keyout', keyFile, '-out', file);
  let serial = 0;
  return {
    folder,
    file,
    issue({ names = 'DNS:localhost,IP:127.0.0.1', expired = false, selfSigned = false } = {}) {
      serial += 1;
      const [key, request, extensions, certificate] = filesIn(root, serial);
      writeFileSync(extensions, `subjectAltName=${names}`);
      openssl('req', ...NEW_KEY, '-subj', '/CN=Server', '-keyout', key, '-out', request);
      const signer = selfSigned ? ['-signkey', key] : ['-CA', file, '-CAkey', keyFile];
      const days = expired ? '-1' : '1';
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        ...signer,
        '-set_serial',
        `${serial}`,
        '-days',
        days,
        '-extfile',
        extensions,
        '-out',
        certificate,
      );
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(certificate, 'utf8'), file: certificate };
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}

function filesIn(folder: string, serial: number) {
  const path = (suffix: string) => join(folder, `${serial}.${suffix}`);
  return [path('key'), path('csr'), path('ext'), path('pem')] as const;
}

function openssl(...parameters: readonly string[]): void {
  execFileSync('openssl', parameters, { stdio: 'pipe' });
}
