import type { CurlOptions } from './options.ts';
import type { RequestParts } from './request-body.ts';

/** What a request's head depends on. */
export interface HeadRequest {
  readonly url: URL;
  readonly options: CurlOptions;
  readonly parts: RequestParts;
  /** -H, with files read. */
  readonly headers: readonly string[];
  /** Of -b and the cookie engine; '' for none. */
  readonly cookie: string;
  /** Still on the host that -u is for. */
  readonly ownHost: boolean;
  /** The whole URL is asked for, of a proxy. */
  readonly proxied: boolean;
  /** The path as it was typed, where --path-as-is asks for it; --request-target. */
  readonly target: string | null;
}

/** The request head; a `Name:` header of -H takes a default one away, `Name;` sends it empty. */
export function requestHead(request: HeadRequest): string {
  const { url, options, parts } = request;
  const own = request.headers.filter((header) => /^[^:;]+[:;]/.test(header));
  const given = new Set(own.map((header) => /^([^:;]+)/.exec(header)![1]!.trim().toLowerCase()));
  const path = request.target ?? url.pathname + url.search;
  const version = options.switches.has('http1.0') ? '1.0' : '1.1';
  const lines = [`${parts.method} ${request.proxied ? `http://${url.host}${path}` : path} HTTP/${version}`];
  const add = (name: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined && !given.has(name.toLowerCase())) lines.push(`${name}: ${value}`);
  };
  const hostHeader = own.find((header) => /^host\s*:/i.test(header));
  if (!hostHeader) add('Host', url.host);
  else if (headerValue(hostHeader)) lines.push(`Host: ${headerValue(hostHeader)}`);
  add('Authorization', authorization(request));
  add('Range', rangeOf(options));
  const agent = options.values.get('user-agent');
  add('User-Agent', agent === '' ? null : (agent ?? 'curl/7.88.1'));
  const json = parts.contentType === 'application/json';
  if (json) add('Content-Type', parts.contentType);
  add('Accept', json ? 'application/json' : '*/*');
  add('Accept-Encoding', options.switches.has('compressed') ? 'deflate, gzip, br, zstd' : null);
  add('Referer', options.values.get('referer')?.replace(/;auto$/, '') || null);
  if (!request.proxied && url.protocol === 'http:' && options.switches.has('http2')) {
    for (const [name, value] of UPGRADE) add(name, value);
  }
  add('Cookie', request.cookie || null);
  if (request.proxied) add('Proxy-Connection', 'Keep-Alive');
  for (const header of own) {
    const name = /^([^:;]+)/.exec(header)![1]!;
    if (/^host$/i.test(name)) continue;
    if (header[name.length] === ';') lines.push(`${name}:`);
    else if (headerValue(header)) lines.push(`${name}: ${headerValue(header)}`);
  }
  if (parts.body) for (const [name, value] of bodyHeaders(parts, json)) add(name, value);
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** What asks for HTTP/2 in the clear; the settings are 7.88.1's own (RFC 7540 section 3.2). */
const UPGRADE = [
  ['Connection', 'Upgrade, HTTP2-Settings'],
  ['Upgrade', 'h2c'],
  ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
] as const;

const headerValue = (header: string): string => header.slice(header.indexOf(':') + 1).trim();

/** Bodies beyond this wait for `100 Continue`. */
const EXPECT_BYTES = 1024 * 1024;

function bodyHeaders(parts: RequestParts, json: boolean): (readonly [string, string])[] {
  const length = parts.body!.length;
  const size = parts.upload === 'stream' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)];
  const type = parts.contentType && !json ? [['Content-Type', parts.contentType] as const] : [];
  const expect = expectsContinue(parts) ? [['Expect', '100-continue'] as const] : [];
  return [[size[0]!, size[1]!], ...type, ...expect];
}

export const expectsContinue = ({ upload, body }: RequestParts): boolean =>
  upload !== null || (body?.length ?? 0) > EXPECT_BYTES;

function rangeOf({ values }: CurlOptions): string | null {
  const resume = values.get('continue-at');
  if (resume !== undefined && Number(resume) > 0) return `bytes=${resume}-`;
  const range = values.get('range');
  return range === undefined ? null : `bytes=${range}`;
}

function authorization({ url, options, ownHost }: HeadRequest): string | null {
  const named = url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : null;
  if (!ownHost && !options.switches.has('location-trusted') && !named) return null;
  const bearer = options.values.get('oauth2-bearer');
  if (bearer) return `Bearer ${bearer}`;
  const user = options.values.get('user') ?? named;
  if (!user) return null;
  return `Basic ${Buffer.from(user.includes(':') ? user : `${user}:`).toString('base64')}`;
}
