import { CloudError } from '../cloud/cloud-error.ts';
import type { ApiRoute } from '../cloud/http-api.ts';
import type { FlowStart } from './flow-start.ts';
import type { Prediction } from './predict/prediction.ts';
import { ProbeError, parseProbeUrl, probe, resolveProbe } from './probe.ts';
import type { ObjectTimeline } from './timeline/object-timeline.ts';
import type { Trace } from './trace.ts';
import type { NetworkTraceLog } from './trace-log.ts';

const COUNT_MAX = 1000;
const TIMEOUT_DEFAULT_MS = 5000;
const TIMEOUT_MAX_MS = 30_000;

export interface TraceServices {
  readonly log: NetworkTraceLog;
  /** Where a request begins that the opener of this connection asks for. Null for what is not there. */
  readonly start: (connectionId: number, from: string | undefined) => FlowStart | null;
  readonly predict: (from: FlowStart, url: URL, address: string) => Prediction;
  readonly timeline: ObjectTimeline;
}

/**
 * POST /v1/traces {url, from?, count?, timeoutMs?}: requests sent, with their traces. GET /v1/traces: the last of all flows.
 * POST /v1/predictions {url, from?}: what would happen, nothing sent.
 * GET /v1/timeline[/KIND[/NAMESPACE]/NAME]: who wrote what when.
 */
export function traceRoutes(services: TraceServices): ApiRoute[] {
  const start = (connectionId: number, from: unknown): FlowStart => {
    const found = services.start(connectionId, typeof from === 'string' ? from : undefined);
    if (!found) throw new CloudError(404, `There is no ${String(from)} to begin at.`);
    return found;
  };
  return [
    {
      method: 'POST',
      path: /^\/v1\/traces$/,
      handle: ({ body, connectionId }) => sendAll(services.log, start(connectionId, body['from']), body),
    },
    { method: 'GET', path: /^\/v1\/traces$/, handle: () => ({ traces: services.log.recent() }) },
    {
      method: 'POST',
      path: /^\/v1\/predictions$/,
      handle: ({ body, connectionId }) =>
        refusingAsCloud(async () => {
          const from = start(connectionId, body['from']);
          const url = parseProbeUrl(String(body['url'] ?? ''));
          return services.predict(from, url, await resolveProbe(from, url));
        }),
    },
    {
      method: 'GET',
      path: /^\/v1\/timeline(?:\/([^/]+)(?:\/([^/]+))?\/([^/]+))?$/,
      handle: ({ parameters: [kind, namespace, name] }) => ({
        entries: services.timeline.read(kind && name ? { kind, namespace: namespace || undefined, name } : undefined),
      }),
    },
  ];
}

function sendAll(
  log: NetworkTraceLog,
  from: FlowStart,
  body: Readonly<Record<string, unknown>>,
): Promise<{ traces: Trace[] }> {
  const count = integer(body['count'], 1, COUNT_MAX);
  const timeoutMs = integer(body['timeoutMs'], TIMEOUT_DEFAULT_MS, TIMEOUT_MAX_MS);
  return refusingAsCloud(async () => {
    const traces: Trace[] = [];
    for (let index = 0; index < count; index++) {
      traces.push(await probe(log, from, String(body['url'] ?? ''), timeoutMs));
    }
    return { traces };
  });
}

async function refusingAsCloud<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProbeError)) throw error;
    throw new CloudError(400, error.message);
  }
}

function integer(value: unknown, otherwise: number, max: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, max) : otherwise;
}
