import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { CurlError } from './errors.ts';
import type { CurlOptions } from './options.ts';

export interface RequestParts {
  readonly method: string;
  readonly body: Buffer | null;
  readonly contentType: string | null;
}

/** Method and body that the options ask for. */
export async function requestParts(process: Process, options: CurlOptions): Promise<RequestParts> {
  const asQuery = options.switches.has('get');
  const body = options.data.length > 0 ? await bodyOf(process, options) : null;
  const implied = options.switches.has('head') ? 'HEAD' : body && !asQuery ? 'POST' : 'GET';
  const json = options.data.some(({ kind }) => kind === 'json');
  return {
    method: options.method ?? implied,
    body,
    contentType: body && !asQuery ? (json ? 'application/json' : 'application/x-www-form-urlencoded') : null,
  };
}

async function bodyOf(process: Process, options: CurlOptions): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { kind, text } of options.data) {
    if (parts.length > 0 && kind !== 'json') parts.push(Buffer.from('&'));
    parts.push(await part(process, kind, text));
  }
  return Buffer.concat(parts);
}

async function part(process: Process, kind: CurlOptions['data'][number]['kind'], text: string): Promise<Buffer> {
  if (kind === 'raw') return Buffer.from(text);
  if (kind === 'urlencode') return Buffer.from(urlEncoded(text));
  if (!text.startsWith('@')) return Buffer.from(text);
  const bytes = await fileOrInput(process, text.slice(1));
  return kind === 'ascii' ? Buffer.from(bytes.toString('latin1').replace(/[\r\n\0]/g, ''), 'latin1') : bytes;
}

function urlEncoded(text: string): string {
  const equals = text.indexOf('=');
  const encode = (value: string) =>
    encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  if (equals < 0) return encode(text);
  return equals === 0 ? encode(text.slice(1)) : `${text.slice(0, equals)}=${encode(text.slice(equals + 1))}`;
}

async function fileOrInput(process: Process, path: string): Promise<Buffer> {
  if (path === '-') return Buffer.from(await readAll(process.stdin));
  try {
    return Buffer.from(process.machine.files.read(absolute(process, path)));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new CurlError(26, `Failed to open ${path}`);
  }
}

export function absolute(process: Process, path: string): string {
  const whole = path.startsWith('/') ? path : `${process.workingDirectory}/${path}`;
  const parts: string[] = [];
  for (const name of whole.split('/')) {
    if (name === '..') parts.pop();
    else if (name !== '' && name !== '.') parts.push(name);
  }
  return `/${parts.join('/')}`;
}

/** The request head; a `Name:` header of -H takes a default one away, `Name;` sends it empty. */
export function requestHead(url: URL, options: CurlOptions, parts: RequestParts): string {
  const own = options.headers.filter((header) => /^[^:;]+[:;]/.test(header));
  const given = new Set(own.map((header) => /^([^:;]+)/.exec(header)![1]!.trim().toLowerCase()));
  const target = url.pathname + url.search;
  const version = options.switches.has('http1.0') ? '1.0' : '1.1';
  const lines = [`${parts.method} ${target} HTTP/${version}`];
  const add = (name: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined && !given.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  const hostHeader = own.find((header) => /^host\s*:/i.test(header));
  if (hostHeader) {
    const host = hostHeader.slice(hostHeader.indexOf(':') + 1).trim();
    if (host) lines.push(`Host: ${host}`);
  } else add('Host', url.host);
  add('Authorization', authorization(url, options));
  add('Range', options.values.has('range') ? `bytes=${options.values.get('range')}` : null);
  add(
    'User-Agent',
    options.values.get('user-agent') === '' ? null : (options.values.get('user-agent') ?? 'curl/7.88.1'),
  );
  const json = parts.contentType === 'application/json';
  if (json) add('Content-Type', parts.contentType);
  add('Accept', json ? 'application/json' : '*/*');
  add('Accept-Encoding', options.switches.has('compressed') ? 'deflate, gzip, br' : null);
  add('Referer', options.values.get('referer'));
  add('Cookie', options.values.get('cookie'));
  for (const header of own) {
    if (/^host\s*:/i.test(header)) continue;
    const name = /^([^:;]+)/.exec(header)![1]!;
    const value = header.slice(name.length + 1).trim();
    if (header[name.length] === ';') lines.push(`${name}:`);
    else if (value) lines.push(`${name}: ${value}`);
  }
  const sendsBody = parts.body && parts.contentType;
  if (sendsBody) {
    add('Content-Length', String(parts.body!.length));
    if (!json) add('Content-Type', parts.contentType);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function authorization(url: URL, options: CurlOptions): string | null {
  const bearer = options.values.get('oauth2-bearer');
  if (bearer) return `Bearer ${bearer}`;
  const user =
    options.values.get('user') ??
    (url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : null);
  if (!user) return null;
  return `Basic ${Buffer.from(user.includes(':') ? user : `${user}:`).toString('base64')}`;
}
