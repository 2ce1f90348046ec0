import type { FileSystem } from '../file-system.ts';

/** resolv.conf(5). */
export interface ResolverConfiguration {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
}

const SERVERS_MAX = 3;
const NDOTS_MAX = 15;
const TIMEOUT_MAX = 30;
const ATTEMPTS_MAX = 5;

/** What a program's resolver reads; without the file, or without servers in it, it asks this machine. */
export function readResolverConfiguration(files: FileSystem): ResolverConfiguration {
  return parseResolverConfiguration(textOf(files, '/etc/resolv.conf'));
}

export function parseResolverConfiguration(text: string): ResolverConfiguration {
  const servers: string[] = [];
  let search: string[] = [];
  let [ndots, timeout, attempts] = [1, 5, 2];
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.split(/[#;]/, 1)[0]!.trim().split(/\s+/);
    if (keyword === 'nameserver' && words[0] && servers.length < SERVERS_MAX) servers.push(words[0]);
    else if (keyword === 'search' || keyword === 'domain') search = words.map((word) => word.replace(/\.$/, ''));
    else if (keyword === 'options') {
      for (const word of words) {
        const [name, value] = word.split(':');
        const number = Number.parseInt(value ?? '', 10);
        if (Number.isNaN(number)) continue;
        if (name === 'ndots') ndots = Math.min(Math.max(0, number), NDOTS_MAX);
        else if (name === 'timeout') timeout = Math.min(Math.max(1, number), TIMEOUT_MAX);
        else if (name === 'attempts') attempts = Math.min(Math.max(1, number), ATTEMPTS_MAX);
      }
    }
  }
  if (servers.length === 0) servers.push('127.0.0.1');
  return { servers, search, ndots, timeoutMs: timeout * 1000, attempts };
}

export interface HostsEntry {
  readonly address: string;
  readonly names: readonly string[];
}

/** hosts(5), IPv4 only. */
export function readHostsFile(files: FileSystem): HostsEntry[] {
  const entries: HostsEntry[] = [];
  for (const line of textOf(files, '/etc/hosts').split('\n')) {
    const [address, ...names] = line.split('#', 1)[0]!.trim().split(/\s+/);
    if (address && /^\d+(\.\d+){3}$/.test(address) && names.length > 0) entries.push({ address, names });
  }
  return entries;
}

function textOf(files: FileSystem, path: string): string {
  return files.exists(path) ? Buffer.from(files.read(path)).toString('utf8') : '';
}
