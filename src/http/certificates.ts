import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ConfigError, type ConfigIssue } from '../errors.ts';

/**
 * A context that trusts Node's roots, the system's where this Node can list them, and the given PEM files. Undefined
 * when Node's own default says the same. All unreadable files are reported in one ConfigError.
 */
export function createSecureContext(files: readonly string[]): tls.SecureContext | undefined {
  const added = readCertificates(files);
  // @types/node 20 does not know this function of Node 22.15.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  if (getCACertificates !== undefined) {
    return tls.createSecureContext({ ca: [...getCACertificates('default'), ...getCACertificates('system'), ...added] });
  }
  if (added.length === 0) return undefined;
  return tls.createSecureContext({ ca: [...tls.rootCertificates, ...added] });
}

function readCertificates(files: readonly string[]): string[] {
  const certificates: string[] = [];
  const issues: ConfigIssue[] = [];
  for (const file of files) {
    const found = readCertificate(file);
    if ('problem' in found) issues.push({ path: 'tls.certificateFiles', message: `${file}: ${found.problem}` });
    else certificates.push(found.text);
  }
  if (issues.length > 0) {
    throw new ConfigError('A file of certificates cannot be used', issues, {
      hint: 'Point NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and REQUESTS_CA_BUNDLE to readable PEM files, or unset them.',
    });
  }
  return certificates;
}

function readCertificate(file: string): { text: string } | { problem: string } {
  try {
    const text = readFileSync(file, 'utf8');
    tls.createSecureContext({ ca: text });
    return /-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/.test(text)
      ? { text }
      : { problem: 'expected PEM certificates, found none' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `cannot be read (${reason})` };
  }
}
