import { absolutePath } from '../../interpreter/path-name.ts';
import type { Command } from './command.ts';
import { CurlError } from './errors.ts';
import { exchange, redirectTarget } from './exchange.ts';
import { fileOrInput } from './file-or-input.ts';
import type { ResponseHead } from './http-exchange.ts';
import { headerOf } from './http-exchange.ts';
import type { CurlOptions } from './options.ts';
import type { Sink } from './output.ts';
import { dataOf, type RequestParts, requestParts, urlEncoded } from './request-body.ts';
import type { Transfer } from './transfer.ts';
import { parseUrl, typedPath } from './url.ts';

/** One URL of a command. */
export interface Errand {
  readonly url: string;
  readonly upload: string | undefined;
  readonly sink: Sink;
}

/** Asks for a URL and goes where -L leads. Throws CurlError. */
export async function follow(command: Command, transfer: Transfer, errand: Errand, signal: AbortSignal): Promise<void> {
  const { process, options, trace } = command;
  const first = await startUrl(command, errand);
  let url = first;
  let parts = await requestParts(process, options, errand.upload);
  for (const entry of options.resolve) await trace.info(`Added ${entry.replace(/^\+/, '')} to DNS cache`);
  const headers = await requestHeaders(command);
  const { sink } = errand;
  transfer.fileName = sink.fileName;
  const most = Number(options.values.get('max-redirs') ?? 50);
  const dumpHead = headDump(command);
  await command.started(transfer);
  for (;;) {
    transfer.effectiveUrl = url.href;
    transfer.method = parts.method;
    transfer.headText = '';
    const ownHost = url.host === first.host && url.protocol === first.protocol;
    const target = url === first ? startTarget(options, errand.url) : null;
    const request = { url, parts, headers, ownHost, target, sink, signal, dumpHead };
    const head = await exchange(command, transfer, request);
    transfer.fileName = sink.fileName;
    const location = redirectTarget(options, head);
    if (location === null) {
      transfer.redirectUrl = unfollowed(head, url);
      await saveTag(command, head);
      return;
    }
    const next = redirectUrl(location, url);
    if (most >= 0 && transfer.redirects >= most) {
      await trace.info(`Maximum (${most}) redirects followed`);
      throw new CurlError(47, `Maximum (${most}) redirects followed`);
    }
    transfer.redirects++;
    parts = await moveOn(command, url, next, parts, head.status);
    url = next;
  }
}

/** The URL with its fragment left out and what -G and --url-query add. */
async function startUrl({ process, options }: Command, { url: text, upload }: Errand): Promise<URL> {
  const url = parseUrl(text, options.values);
  url.hash = '';
  if (upload !== undefined && upload !== '-' && url.pathname.endsWith('/')) {
    url.pathname += encodeURIComponent(upload.slice(upload.lastIndexOf('/') + 1));
  }
  const added: string[] = [];
  if (options.switches.has('get') && options.data.length > 0) {
    added.push((await dataOf(process, options.data)).toString('latin1'));
  }
  for (const query of options.queries) {
    added.push(query.startsWith('+') ? query.slice(1) : await urlEncoded(process, query));
  }
  if (added.length > 0) url.search = [url.search.replace(/^\?/, ''), ...added].filter(Boolean).join('&');
  return url;
}

function startTarget(options: CurlOptions, typed: string): string | null {
  return options.values.get('request-target') ?? (options.switches.has('path-as-is') ? typedPath(typed) : null);
}

/** -H with files read (`@FILE`), and the headers that -z and --etag-compare ask with. */
async function requestHeaders({ process, options }: Command): Promise<string[]> {
  const headers: string[] = [];
  const since = options.values.get('time-cond');
  if (since !== undefined) headers.push(...timeCondition(since));
  const compare = options.values.get('etag-compare');
  if (compare !== undefined) {
    const path = absolutePath(compare, process.workingDirectory);
    const { files } = process.machine;
    const tag = files.exists(path) ? Buffer.from(files.read(path)).toString('utf8').trim() : '';
    headers.push(`If-None-Match: ${tag || '""'}`);
  }
  for (const header of options.headers) {
    if (!header.startsWith('@')) headers.push(header);
    else headers.push(...(await fileOrInput(process, header.slice(1))).toString('utf8').split(/\r?\n/));
  }
  return headers;
}

function timeCondition(text: string): string[] {
  const wanted = text.replace(/^[-+=]/, '');
  // ISO dates are none of the forms of curl_getdate(3).
  const time = /^\d+-\d+-\d+/.test(wanted)
    ? Number.NaN
    : Date.parse(/\d:\d/.test(wanted) ? wanted : `${wanted} 00:00:00 GMT`);
  if (Number.isNaN(time)) return [];
  return [`${text.startsWith('-') ? 'If-Unmodified-Since' : 'If-Modified-Since'}: ${new Date(time).toUTCString()}`];
}

function headDump({ process, options }: Command): (text: string) => Promise<void> {
  const name = options.values.get('dump-header');
  if (name === undefined) return () => Promise.resolve();
  if (name === '-') return (text) => process.stdout.write(Buffer.from(text, 'latin1'));
  const path = absolutePath(name, process.workingDirectory);
  let made = false;
  return async (text) => {
    const { files } = process.machine;
    if (made) files.append(path, Buffer.from(text, 'latin1'));
    else files.write(path, Buffer.from(text, 'latin1'));
    made = true;
  };
}

async function saveTag({ process, options }: Command, head: ResponseHead): Promise<void> {
  const name = options.values.get('etag-save');
  const tag = headerOf(head, 'etag');
  if (name === undefined || tag === undefined) return;
  process.machine.files.write(absolutePath(name, process.workingDirectory), Buffer.from(`${tag}\n`));
}

function redirectUrl(location: string, from: URL): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(location)?.[1]?.toLowerCase();
  if (scheme && scheme !== 'http' && scheme !== 'https') {
    throw new CurlError(1, `Protocol "${scheme}" not supported or disabled in libcurl`);
  }
  try {
    return new URL(location, from);
  } catch {
    throw new CurlError(3, 'URL using bad/illegal format or missing URL');
  }
}

const portOf = ({ port, protocol }: URL): string => port || (protocol === 'https:' ? '443' : '80');

/** Tells of the next request; 301, 302 and 303 make a POST a GET (RFC 9110 section 15.4) unless told otherwise. */
async function moveOn(
  { trace, options }: Command,
  from: URL,
  to: URL,
  parts: RequestParts,
  status: number,
): Promise<RequestParts> {
  if (from.protocol !== to.protocol) {
    await trace.info(`Clear auth, redirects scheme from ${from.protocol.slice(0, -1)} to ${to.protocol.slice(0, -1)}`);
  } else if (portOf(from) !== portOf(to)) {
    await trace.info(`Clear auth, redirects to port from ${portOf(from)} to ${portOf(to)}`);
  }
  await trace.info(`Issue another request to this URL: '${to.href}'`);
  const keeps = options.switches.has(`post${status}`);
  const isPost = parts.body !== null && parts.upload === null;
  if (!isPost || status > 303 || keeps) return parts;
  await trace.info('Switch from POST to GET');
  return { method: options.method ?? 'GET', body: null, contentType: null, upload: null };
}

function unfollowed(head: ResponseHead, url: URL): string {
  if (head.status < 300 || head.status >= 400) return '';
  const location = headerOf(head, 'location');
  return location ? new URL(location, url).href : '';
}
