import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';
import { ConfigError, type ConfigIssue } from '../errors.ts';
import type { Logger } from '../log/logger.ts';

/** Whom to trust beside the usual roots. Files hold one certificate or many, in PEM, or one in DER. */
export interface TrustSettings {
  /** Each has to be usable. */
  readonly files?: readonly string[];
  /** Of these the .crt, .pem and .cer files count; what is no certificate among them is told and skipped. */
  readonly folders?: readonly string[];
  /** The files and folders among them that need not exist. */
  readonly optional?: readonly string[];
}

/** Certificates in PEM by what they hold, so that one that several files have is parsed once. */
type Certificates = Map<string, string>;

/**
 * A context that trusts Node's roots, the system's where this Node can list them, and what the settings name. Undefined
 * when Node's own default says the same. Files and folders that cannot be used are reported in one ConfigError.
 */
export function createSecureContext(settings: TrustSettings, log: Logger): tls.SecureContext | undefined {
  // @types/node 20 does not know this function of Node 22.15.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default' | 'system') => string[] };
  const trusted: Certificates = new Map();
  for (const pem of getCACertificates?.('default') ?? tls.rootCertificates) trusted.set(contentOf(pem), pem);
  const usual = trusted.size;
  for (const pem of getCACertificates?.('system') ?? []) trusted.set(contentOf(pem), pem);

  const issues = [...addFiles(settings, trusted), ...addFolders(settings, trusted, log)];
  if (issues.length > 0) {
    throw new ConfigError('Certificates cannot be used', issues, {
      hint: 'Point NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and REQUESTS_CA_BUNDLE to readable files of certificates and SSL_CERT_DIR to folders of them, or unset them.',
    });
  }
  if (trusted.size === usual) return undefined;
  // An authority below a root is trusted without it, as curl and Python do: who names a certificate means it.
  return tls.createSecureContext({ ca: [...trusted.values()], allowPartialTrustChain: true });
}

function addFiles({ files = [], optional }: TrustSettings, trusted: Certificates): ConfigIssue[] {
  return present(files, optional).flatMap((file) =>
    addFile(file, trusted).map((problem) => ({ path: 'tls.certificateFiles', message: `${file}: ${problem}` })),
  );
}

function addFolders(settings: TrustSettings, trusted: Certificates, log: Logger): ConfigIssue[] {
  const { folders = [], optional } = settings;
  const issues: ConfigIssue[] = [];
  for (const folder of present(folders, optional)) {
    try {
      for (const file of listFolder(folder)) {
        for (const problem of addFile(file, trusted)) log.warn({ file, problem }, 'A certificate was skipped');
      }
    } catch (error) {
      // OpenSSL passes over these in SSL_CERT_DIR; lists that name the folders of several systems are common.
      if (isMissing(error)) log.warn({ folder }, 'A folder of certificates does not exist');
      else issues.push({ path: 'tls.certificateFolders', message: `${folder}: ${unreadable(error)}` });
    }
  }
  return issues;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function present(paths: readonly string[], optional: readonly string[] = []): readonly string[] {
  return paths.filter((path) => !optional.includes(path) || existsSync(path));
}

/** A dangling link is listed, to be told as unreadable; a pipe, which would never end, is not. */
function listFolder(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.(crt|pem|cer)$/i.test(name))
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? true);
}

/** Adds the certificates of a file and tells what is wrong with the others. */
function addFile(file: string, trusted: Certificates): readonly string[] {
  try {
    return addContent(readFileSync(file), trusted);
  } catch (error) {
    return [unreadable(error)];
  }
}

function addContent(content: Buffer, trusted: Certificates): readonly string[] {
  const blocks = content
    .toString('latin1')
    .match(/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[^-]*(-----END [^-]*-----)?/g);
  if (blocks === null) return addBlock(content, trusted) === undefined ? [] : ['expected certificates, found none'];
  return blocks.flatMap((pem, index) => {
    const problem = addBlock(pem, trusted);
    return problem === undefined ? [] : [`certificate ${index + 1} of ${blocks.length} is broken (${problem})`];
  });
}

/** Parses only what is not known yet: a system's bundle is mostly what Node has, and parsing all of it takes a while. */
function addBlock(block: string | Buffer, trusted: Certificates): string | undefined {
  if (typeof block === 'string' && trusted.has(contentOf(block))) return undefined;
  try {
    const pem = new X509Certificate(block).toString();
    trusted.set(contentOf(pem), pem);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** What is between the marks of a certificate in PEM, without the line breaks. */
function contentOf(pem: string): string {
  return pem.replace(/-----[^-]*-----|\s/g, '');
}

function unreadable(error: unknown): string {
  return `cannot be read (${messageOf(error)})`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
