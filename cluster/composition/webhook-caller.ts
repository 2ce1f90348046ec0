import { Agent, type IncomingMessage, request as send } from 'node:http';
import { connect } from 'node:tls';
import { tlsErrorText } from '../apiserver/webhook/tls-error-text.ts';
import type { WebhookCall, WebhookCaller, WebhookReply } from '../apiserver/webhook/webhook-caller.ts';
import { type Machine, NetworkError, type NetworkErrorCode } from '../machinery/machine.ts';

/** A review's answer is as long as its object at most, and a patch of it. */
const LIMIT_BYTES = 8 * 1024 * 1024;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

const GO_ERRORS: Partial<Record<NetworkErrorCode, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
  ECONNRESET: 'read: connection reset by peer',
};

/** Calls webhooks from the machine that carries the API server, with real TLS over the virtual network. */
export function createWebhookCaller(machine: () => Machine | undefined): WebhookCaller {
  return async (call) => {
    const from = machine();
    if (!from) throw new Error(`dial tcp ${call.host}:${call.port}: connect: network is unreachable`);
    return within(from, call);
  };
}

function within(machine: Machine, call: WebhookCall): Promise<WebhookReply> {
  return new Promise((resolve, reject) => {
    const ended = new AbortController();
    const cancel = machine.clock.schedule(call.timeoutMs, () => {
      ended.abort();
      reject(new Error('context deadline exceeded'));
    });
    ask(machine, call, ended.signal)
      .then(resolve, reject)
      .finally(() => {
        cancel();
        ended.abort();
      });
  });
}

async function ask({ network }: Machine, call: WebhookCall, signal: AbortSignal): Promise<WebhookReply> {
  const { host, port, timeoutMs } = call;
  const address = ADDRESS.test(host) ? host : await lookup(network, host);
  const socket = await network.dial(address, port, { timeoutMs }).catch((error: unknown) => {
    if (!(error instanceof NetworkError)) throw error;
    throw new Error(`dial tcp ${address}:${port}: ${GO_ERRORS[error.code] ?? error.message}`);
  });
  signal.addEventListener('abort', () => socket.destroy(), { once: true });
  if (signal.aborted) socket.destroy();
  const secure = connect({
    socket,
    ALPNProtocols: ['http/1.1'],
    ...(ADDRESS.test(call.serverName) ? { host: call.serverName } : { servername: call.serverName }),
    ...(call.caBundle !== undefined && { ca: call.caBundle }),
  });
  return exchange(secure, call);
}

async function lookup(network: Machine['network'], host: string): Promise<string> {
  const found = await network.lookup(host).catch(() => []);
  if (found[0] === undefined) throw new Error(`dial tcp: lookup ${host}: no such host`);
  return found[0];
}

/** Speaks HTTP with node's own parser over the given connection. */
function exchange(secure: ReturnType<typeof connect>, call: WebhookCall): Promise<WebhookReply> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(new Error(tlsErrorText(error)));
    secure.on('error', fail);
    const agent = new Agent({ keepAlive: false });
    agent.createConnection = () => secure;
    const headers = {
      Host: call.authority,
      'User-Agent': 'kube-apiserver-admission',
      Accept: 'application/json, */*',
      'Content-Type': 'application/json',
    };
    const request = send({ agent, method: 'POST', path: call.path, headers });
    request.on('error', fail);
    request.on('response', (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > LIMIT_BYTES) response.destroy(new Error('http: response body too large'));
        else chunks.push(chunk);
      });
      response.on('error', fail);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    request.end(call.body);
  });
}
