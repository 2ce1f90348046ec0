import { CloudError } from '../cloud/cloud-error.ts';
import type { ApiRoute } from '../cloud/http-api.ts';
import type { Machine } from '../machinery/machine.ts';
import { ProbeError, probe } from './probe.ts';
import type { Trace } from './trace.ts';
import type { NetworkTraceLog } from './trace-log.ts';

const COUNT_MAX = 1000;
const TIMEOUT_DEFAULT_MS = 5000;
const TIMEOUT_MAX_MS = 30_000;

/** POST /v1/traces {url, count?, timeoutMs?}: requests sent from the machine that asks, with their traces. */
export function traceRoute(
  log: NetworkTraceLog,
  callerOf: (connectionId: number) => Pick<Machine, 'network' | 'clock'>,
): ApiRoute {
  return {
    method: 'POST',
    path: /^\/v1\/traces$/,
    handle: async ({ body, connectionId }) => {
      const count = integer(body['count'], 1, COUNT_MAX);
      const timeoutMs = integer(body['timeoutMs'], TIMEOUT_DEFAULT_MS, TIMEOUT_MAX_MS);
      const traces: Trace[] = [];
      try {
        for (let index = 0; index < count; index++) {
          traces.push(await probe(log, callerOf(connectionId), String(body['url'] ?? ''), timeoutMs));
        }
      } catch (error) {
        if (!(error instanceof ProbeError)) throw error;
        throw new CloudError(400, error.message);
      }
      return { traces };
    },
  };
}

function integer(value: unknown, otherwise: number, max: number): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? Math.min(value, max) : otherwise;
}
