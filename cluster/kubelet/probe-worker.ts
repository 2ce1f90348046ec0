import type { Probe } from 'kubernetes-types/core/v1.js';
import type { Clock } from '../machinery/clock.ts';
import type { ProbeResult } from './probe.ts';

export interface ProbeWorkerOptions {
  readonly clock: Clock;
  readonly probe: Probe;
  readonly run: () => Promise<ProbeResult>;
  /** Every failed attempt. */
  readonly onFailure: (message: string) => void;
  /** The result after enough attempts in a row said the same; called when it changes, and for the first one. */
  readonly onResult: (ok: boolean) => void;
}

/** Repeats one probe of a running container until it is stopped (pkg/kubelet/prober/worker.go). */
export function startProbeWorker({ clock, probe, run, onFailure, onResult }: ProbeWorkerOptions): () => void {
  const { initialDelaySeconds = 0, periodSeconds = 10, successThreshold = 1, failureThreshold = 3 } = probe;
  let stopped = false;
  let cancel = () => {};
  let last: boolean | undefined;
  let inARow = 0;
  let told: boolean | undefined;

  const attempt = async () => {
    const result = await run();
    if (stopped) return;
    if (!result.ok) onFailure(result.message);
    inARow = result.ok === last ? inARow + 1 : 1;
    last = result.ok;
    if (inARow >= (result.ok ? successThreshold : failureThreshold) && told !== result.ok) {
      told = result.ok;
      onResult(result.ok);
    }
    if (!stopped) cancel = clock.schedule(periodSeconds * 1000, () => void attempt());
  };
  if (initialDelaySeconds > 0) cancel = clock.schedule(initialDelaySeconds * 1000, () => void attempt());
  else setImmediate(() => void (stopped || attempt()));
  return () => {
    stopped = true;
    cancel();
  };
}
