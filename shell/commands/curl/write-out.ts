import { LIBRARIES } from './help.ts';
import { headerOf } from './http-exchange.ts';
import type { Transfer } from './transfer.ts';

type Variable = (transfer: Transfer) => string | number | null;

const seconds = (transfer: Transfer, at: number): string =>
  (at === 0 ? 0 : Math.max(0, at - transfer.startedMs) / 1000).toFixed(6);
const spent = (transfer: Transfer): number => Math.max(1, transfer.endedMs - transfer.startedMs) / 1000;
const scheme = ({ effectiveUrl }: Transfer): string =>
  (/^([a-z]+):\/\//i.exec(effectiveUrl)?.[1] ?? 'http').toUpperCase();

/** The variables of -w (curl(1)) in the order of %{json}; null prints as null there and as nothing else. */
const VARIABLES: ReadonlyMap<string, Variable> = new Map(
  Object.entries<Variable>({
    certs: () => '',
    content_type: (t) => (t.head ? (headerOf(t.head, 'content-type') ?? null) : null),
    errormsg: (t) => t.errorMessage || null,
    exitcode: (t) => t.exitCode,
    filename_effective: (t) => t.fileName || null,
    ftp_entry_path: () => null,
    http_code: (t) => String(t.head?.status ?? 0).padStart(3, '0'),
    http_connect: () => '000',
    http_version: (t) => t.head?.version ?? '0',
    local_ip: (t) => t.connection?.raw.localAddress ?? '',
    local_port: (t) => t.connection?.raw.localPort ?? 0,
    method: (t) => t.method,
    num_certs: () => 0,
    num_connects: (t) => t.newConnections,
    num_headers: (t) => t.head?.headers.length ?? 0,
    num_redirects: (t) => t.redirects,
    proxy_ssl_verify_result: () => 0,
    redirect_url: (t) => t.redirectUrl || null,
    referer: () => null,
    remote_ip: (t) => t.connection?.raw.remoteAddress ?? '',
    remote_port: (t) => t.connection?.raw.remotePort ?? 0,
    response_code: (t) => String(t.head?.status ?? 0).padStart(3, '0'),
    scheme,
    size_download: (t) => t.downloadedBytes,
    size_header: (t) => t.headerBytes,
    size_request: (t) => t.requestBytes,
    size_upload: (t) => t.uploadedBytes,
    speed_download: (t) => Math.round(t.downloadedBytes / spent(t)),
    speed_upload: (t) => Math.round(t.uploadedBytes / spent(t)),
    ssl_verify_result: (t) => t.connection?.verifyResult ?? 0,
    time_appconnect: (t) => seconds(t, t.timing.securedMs),
    time_connect: (t) => seconds(t, t.timing.connectedMs),
    time_namelookup: (t) => seconds(t, t.timing.resolvedMs),
    time_pretransfer: (t) => seconds(t, t.sentMs),
    time_redirect: (t) => (t.redirectMs / 1000).toFixed(6),
    time_starttransfer: (t) => seconds(t, t.firstByteMs),
    time_total: (t) => seconds(t, t.endedMs),
    url: (t) => t.url,
    url_effective: (t) => t.effectiveUrl,
    urlnum: (t) => t.number,
  }),
);

const NUMBERS = new Set(['http_code', 'response_code', 'http_connect']);

/** The text of -w, on stdout or (after %{stderr}) on stderr. */
export function writeOut(format: string, transfer: Transfer): { stdout: string; stderr: string } {
  const out = { stdout: '', stderr: '' };
  let to: 'stdout' | 'stderr' = 'stdout';
  const pieces = /%\{([^}]*)\}|%header\{([^}]*)\}|%%|\\([nrt])|([\s\S])/g;
  for (const match of format.matchAll(pieces)) {
    const name = match[1];
    if (name === 'stderr' || name === 'stdout') to = name;
    else if (name === 'onerror') {
      if (transfer.exitCode === 0) break;
    } else if (name !== undefined) {
      const value = variable(name, transfer);
      if (value === null) out.stderr += `curl: unknown --write-out variable: '${name}'\n`;
      else out[to] += value;
    } else if (match[2] !== undefined) out[to] += header(transfer, match[2]);
    else if (match[0] === '%%') out[to] += '%';
    else if (match[3]) out[to] += ESCAPES.get(match[3]) ?? '';
    else out[to] += match[0];
  }
  return out;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const header = ({ head }: Transfer, name: string): string =>
  head ? (headerOf(head, name.toLowerCase())?.trim() ?? '') : '';

/** Null for a name that is none. */
function variable(name: string, transfer: Transfer): string | null {
  if (name === 'json') return json(transfer);
  if (name === 'header_json') return headerJson(transfer);
  const find = VARIABLES.get(name);
  return find ? String(find(transfer) ?? '') : null;
}

function json(transfer: Transfer): string {
  const members = [...VARIABLES].map(([name, find]) => {
    const value = find(transfer);
    const bare = name.startsWith('time_') ? String(value) : JSON.stringify(NUMBERS.has(name) ? Number(value) : value);
    return `"${name}":${bare}`;
  });
  return `{${members.join(',')},"curl_version":${JSON.stringify(LIBRARIES)}}`;
}

function headerJson({ head }: Transfer): string {
  const values = new Map<string, string[]>();
  for (const [name, value] of head?.headers ?? []) {
    const key = name.toLowerCase();
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return `{${[...values].map(([name, list]) => `${JSON.stringify(name)}:${JSON.stringify(list)}`).join(',\n')}\n}`;
}
