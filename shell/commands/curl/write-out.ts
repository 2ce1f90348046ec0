import { headerOf } from './http-exchange.ts';
import type { Transfer } from './transfer.ts';

type Variable = (transfer: Transfer) => string | number | null;

const seconds = (transfer: Transfer, at: number): string =>
  (at === 0 ? 0 : Math.max(0, at - transfer.startedMs) / 1000).toFixed(6);
const spent = (transfer: Transfer): number => Math.max(1, transfer.endedMs - transfer.startedMs) / 1000;
const urlPart = (transfer: Transfer, part: 'protocol'): string => {
  const match = /^([a-z]+):\/\//i.exec(transfer.effectiveUrl);
  return part === 'protocol' ? (match?.[1] ?? 'http').toUpperCase() : '';
};

/** The variables of -w (curl(1)); null prints as null in %{json} and as nothing else. */
const VARIABLES: Readonly<Record<string, Variable>> = {
  content_type: (t) => (t.head ? (headerOf(t.head, 'content-type') ?? '') : ''),
  errormsg: (t) => t.errorMessage || null,
  exitcode: (t) => t.exitCode,
  filename_effective: (t) => t.fileName,
  ftp_entry_path: () => '',
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
  redirect_url: (t) => t.redirectUrl,
  referer: () => '',
  remote_ip: (t) => t.connection?.raw.remoteAddress ?? '',
  remote_port: (t) => t.connection?.raw.remotePort ?? 0,
  response_code: (t) => String(t.head?.status ?? 0).padStart(3, '0'),
  scheme: (t) => urlPart(t, 'protocol'),
  size_download: (t) => t.downloadedBytes,
  size_header: (t) => t.headerBytes,
  size_request: (t) => t.requestBytes,
  size_upload: (t) => t.uploadedBytes,
  speed_download: (t) => Math.round(t.downloadedBytes / spent(t)),
  speed_upload: (t) => Math.round(t.uploadedBytes / spent(t)),
  ssl_verify_result: () => 0,
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
};

const NUMBERS = new Set(['http_code', 'response_code', 'http_connect']);

/** The text of -w, on stdout or (after %{stderr}) on stderr. */
export function writeOut(format: string, transfer: Transfer): { stdout: string; stderr: string } {
  const out = { stdout: '', stderr: '' };
  let to: 'stdout' | 'stderr' = 'stdout';
  const pieces = /%\{([^}]*)\}|%%|\\([nrt\\])|([\s\S])/g;
  for (const match of format.matchAll(pieces)) {
    const name = match[1];
    if (name === 'stderr' || name === 'stdout') to = name;
    else if (name === 'onerror') {
      if (transfer.exitCode === 0) break;
    } else if (name !== undefined) out[to] += variable(name, transfer);
    else if (match[0] === '%%') out[to] += '%';
    else if (match[2]) out[to] += { n: '\n', r: '\r', t: '\t', '\\': '\\' }[match[2]] ?? '';
    else out[to] += match[3];
  }
  return out;
}

function variable(name: string, transfer: Transfer): string {
  if (name.startsWith('header{'))
    return transfer.head ? (headerOf(transfer.head, name.slice(7).toLowerCase()) ?? '') : '';
  if (name === 'json') return JSON.stringify(asJson(transfer));
  if (name === 'header_json') return JSON.stringify(headersAsJson(transfer));
  const find = VARIABLES[name];
  if (!find) return `curl: unknown --write-out variable: '${name}'\n`;
  return String(find(transfer) ?? '');
}

function asJson(transfer: Transfer): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, find] of Object.entries(VARIABLES)) {
    const value = find(transfer);
    const isNumber = NUMBERS.has(name) || name.startsWith('time_');
    result[name] = isNumber ? Number(value) : value;
  }
  result['curl_version'] = 'libcurl/7.88.1';
  return result;
}

function headersAsJson(transfer: Transfer): Record<string, string[]> {
  const result: Record<string, string[]> = {};
  for (const [name, value] of transfer.head?.headers ?? []) {
    const key = name.toLowerCase();
    result[key] = [...(result[key] ?? []), value];
  }
  return result;
}
