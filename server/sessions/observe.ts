import type { SessionCluster } from '../drivers/driver.ts';
import type { Observation } from '../labs/lab-source.ts';
import type { Trace } from '../schemas/trace.ts';
import { refusals } from './refusal.ts';
import { traceField } from './trace-field.ts';

export interface Observed {
  readonly value: string;
  /** The last request, when requests were the way to find out. */
  readonly trace: Trace | null;
}

const SHARE_COUNT = 200;
/** Probes under way at once when a share is measured. */
const SHARE_PARALLEL = 20;

/** Finds a value on the learner's own cluster, by traffic that is marked as a check's. */
export async function observe(cluster: SessionCluster, observation: Observation, library: string): Promise<Observed> {
  if ('run' in observation) {
    const outcome = await cluster.run(`${library}\n${observation.run}`, 'checker');
    if (outcome.code !== 0)
      throw refusals.noObservation(lastLine(outcome.stdout) || lastLine(outcome.stderr) || `exit code ${outcome.code}`);
    return { value: outcome.stdout.trim(), trace: null };
  }
  if ('share' in observation)
    return observeShare(cluster, observation.trace, observation.share, observation.count ?? SHARE_COUNT);
  const trace = await cluster.probe(observation.trace, 'check');
  const value = traceField(trace, observation.field);
  if (value === null) throw refusals.noObservation(`the request to ${observation.trace} has no ${observation.field}`);
  return { value, trace };
}

async function observeShare(cluster: SessionCluster, url: string, field: string, count: number): Promise<Observed> {
  let hits = 0;
  let last: Trace | null = null;
  for (let sent = 0; sent < count; sent += SHARE_PARALLEL) {
    const wanted = Math.min(SHARE_PARALLEL, count - sent);
    const traces = await Promise.all(Array.from({ length: wanted }, () => cluster.probe(url, 'check')));
    hits += traces.filter((trace) => isSet(traceField(trace, field))).length;
    last = traces.at(-1) ?? last;
  }
  return { value: String(Math.round((hits / count) * 100)), trace: last };
}

function isSet(value: string | null): boolean {
  return value !== null && value !== '' && value !== '0' && value !== 'false';
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
