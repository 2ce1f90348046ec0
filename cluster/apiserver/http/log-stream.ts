import type { ServerResponse } from 'node:http';
import {
  type KubeletEndpoint,
  KubeletError,
  KubeletUnreachable,
  type LogOptions,
} from '../../machinery/kubelet-endpoint.ts';
import { refusals } from '../errors.ts';
import type { ResourceRequest, ServerState } from '../resource-request.ts';
import { booleanParameter } from './boolean-parameter.ts';
import { podTarget } from './pod-target.ts';

/** GET pods/NAME/log: text as it comes, at the pace the client reads it. */
export async function streamLogs(
  server: ServerState,
  request: ResourceRequest,
  kubeletOf: (nodeName: string) => KubeletEndpoint | undefined,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  // Headers wait for the first bytes, so that what the kubelet refuses can still be said as a Status.
  response.setHeader('Content-Type', 'text/plain');
  response.setHeader('Cache-Control', 'no-cache, private');
  try {
    for await (const chunk of openLog(server, request, kubeletOf, gone.signal)) {
      if (!response.write(chunk)) await drained(response, gone.signal);
      if (gone.signal.aborted) return;
    }
  } catch (error) {
    if (gone.signal.aborted) return;
    if (error instanceof KubeletUnreachable) throw refusals.ofCode(500, '', error.message);
    throw error instanceof KubeletError ? kubeletRefusal(error) : error;
  }
  response.end();
}

/** The log that a request asks for; a pod without a node has none. Throws what is wrong with the request. */
export function openLog(
  server: ServerState,
  request: ResourceRequest,
  kubeletOf: (nodeName: string) => KubeletEndpoint | undefined,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  const { pod, container, kubelet } = podTarget(server, request, kubeletOf);
  const options = logOptions(request.query);
  return kubelet ? kubelet.logs(pod, container, options, signal) : nothing();
}

async function* nothing(): AsyncIterable<Uint8Array> {}

export function kubeletRefusal(error: KubeletError) {
  if (error.code === 400) return refusals.badRequest(error.message);
  const reason = error.code === 404 ? 'NotFound' : 'InternalError';
  return refusals.ofCode(error.code, reason, error.message);
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function logOptions(query: URLSearchParams): LogOptions {
  const count = (name: string, least: number) => {
    const text = query.get(name);
    if (text === null) return undefined;
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least) return value;
    throw refusals.invalid('', 'PodLogOptions', '', [
      {
        type: 'FieldValueInvalid',
        field: name,
        badValue: Number.isNaN(value) ? text : value,
        detail: `must be greater than or equal to ${least}`,
      },
    ]);
  };
  const flag = (name: string) => booleanParameter(query, name);
  const tailLines = count('tailLines', 0);
  const sinceSeconds = count('sinceSeconds', 1);
  const limitBytes = count('limitBytes', 1);
  const sinceTime = query.get('sinceTime');
  return {
    follow: flag('follow'),
    timestamps: flag('timestamps'),
    previous: flag('previous'),
    ...(tailLines !== undefined && { tailLines }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceTime !== null && { sinceTime }),
  };
}
