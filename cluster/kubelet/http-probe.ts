import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import type { HTTPGetAction } from 'kubernetes-types/core/v1.js';
import type { KubeletContext } from './kubelet-options.ts';
import type { ProbeResult } from './probe.ts';
import { goMessage, openConnection, within } from './probe-connection.ts';

/** Bytes of an answer that are looked at. */
const ANSWER_LIMIT = 10 * 1024;
/** As Go's client: more redirects are an error. */
const MAXIMUM_REDIRECTS = 10;

interface Target {
  readonly scheme: 'http' | 'https';
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

interface Answer {
  /** 0: the connection ended without one. */
  readonly status: number;
  readonly location: string | undefined;
}

/**
 * One GET from the node; 200 to 399 is good (pkg/probe/http). HTTPS certificates are not looked at. A redirect is followed
 * on the same host, one to elsewhere is good as it is.
 */
export async function httpProbe(
  context: KubeletContext,
  action: HTTPGetAction,
  port: number,
  podAddress: string,
  timeoutMs: number,
): Promise<ProbeResult> {
  const path = action.path?.startsWith('/') ? action.path : `/${action.path ?? ''}`;
  const scheme = action.scheme === 'HTTPS' ? 'https' : 'http';
  let target: Target = { scheme, address: action.host ?? podAddress, port, path };
  for (let hop = 0; hop <= MAXIMUM_REDIRECTS; hop++) {
    const answer = await ask(context, target, action, timeoutMs);
    if ('message' in answer) return { ok: false, message: answer.message };
    const next =
      answer.status >= 300 && answer.status < 400 && answer.location ? redirected(target, answer.location) : undefined;
    if (next) target = next;
    else if (answer.status >= 200 && answer.status < 400) return { ok: true, message: '' };
    else return { ok: false, message: `HTTP probe failed with statuscode: ${answer.status}` };
  }
  return { ok: false, message: `Get "${urlOf(target)}": stopped after ${MAXIMUM_REDIRECTS} redirects` };
}

function urlOf({ scheme, address, port, path }: Target): string {
  return `${scheme}://${address}:${port}${path}`;
}

/** Where a redirect leads; undefined when that is another host. */
function redirected(from: Target, location: string): Target | undefined {
  const url = new URL(location, urlOf(from));
  if (url.hostname !== from.address || (url.protocol !== 'http:' && url.protocol !== 'https:')) return undefined;
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  const port = url.port ? Number(url.port) : scheme === 'https' ? 443 : 80;
  return { scheme, address: from.address, port, path: `${url.pathname}${url.search}` };
}

async function ask(
  context: KubeletContext,
  target: Target,
  action: HTTPGetAction,
  timeoutMs: number,
): Promise<Answer | { readonly message: string }> {
  const { address, port } = target;
  const url = urlOf(target);
  try {
    const socket = await openConnection(context, address, port, timeoutMs);
    const stream = target.scheme === 'https' ? secured(socket) : socket;
    try {
      const answer = await within(context, timeoutMs, () => request(stream, target, action));
      if (!answer) {
        return { message: `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)` };
      }
      return answer.status === 0 ? { message: `Get "${url}": EOF` } : answer;
    } finally {
      socket.destroy();
    }
  } catch (error) {
    return { message: `Get "${url}": ${goMessage(error, address, port)}` };
  }
}

function secured(socket: Duplex): Duplex {
  return connectTls({ socket, rejectUnauthorized: false });
}

async function request(stream: Duplex, target: Target, { httpHeaders = [] }: HTTPGetAction): Promise<Answer> {
  const has = (wanted: string) => httpHeaders.some(({ name }) => name.toLowerCase() === wanted);
  const headers = [
    ...(has('host') ? [] : [`Host: ${target.address}:${target.port}`]),
    ...(has('user-agent') ? [] : ['User-Agent: kube-probe/1.34']),
    ...(has('accept') ? [] : ['Accept: */*']),
    // An empty value means: without this header.
    ...httpHeaders.filter(({ value }) => value !== '').map(({ name, value }) => `${name}: ${value}`),
    'Connection: close',
  ];
  stream.write(`GET ${target.path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    const end = text.indexOf('\r\n\r\n');
    if (end < 0 && text.length < ANSWER_LIMIT) continue;
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1];
    const location = /^location:[ \t]*(.*)$/im.exec(text.slice(0, Math.max(0, end)))?.[1]?.trim();
    return { status: Number(status ?? '0'), location };
  }
  return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(text)?.[1] ?? '0'), location: undefined };
}
