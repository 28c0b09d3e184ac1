import { isIPv6 } from 'node:net';

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/**
 * Says which URLs NO_PROXY's list excepts: a host excepts its subdomains as well, with or without a leading `.` or
 * `*.`, `host:port` that port alone, `*` everything.
 */
export function createExceptions(list: string): (url: URL) => boolean {
  const entries = list
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .map(toEntry);
  return (url) => {
    const port = url.port || DEFAULT_PORTS[url.protocol];
    return entries.some((entry) => (entry.port ?? port) === port && isWithin(url.hostname, entry.host));
  };
}

function toEntry(entry: string): { readonly host: string; readonly port?: string } {
  if (isIPv6(entry)) return { host: `[${entry}]` };
  const [, name = entry, port] = /^(.+?)(?::(\d+))?$/.exec(entry) ?? [];
  const host = name.replace(/^\*?\./, '');
  return port === undefined ? { host } : { host, port };
}

function isWithin(hostname: string, host: string): boolean {
  return host === '*' || hostname === host || hostname.endsWith(`.${host}`);
}
