import type { Probe } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import type { ContainerRun } from './container-run.ts';
import type { ContainerState } from './container-state.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { runProbe } from './probe.ts';
import { startProbeWorker } from './probe-worker.ts';

export interface ContainerProbesOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly state: ContainerState;
  readonly run: ContainerRun;
  readonly podAddress: string;
  /** It ran already: it stays as ready as it was until a probe says otherwise. */
  readonly takenUp?: boolean;
  /** `started` or `ready` has changed. */
  readonly onChange: () => void;
  /** The container is to be killed: its liveness or startup probe failed. */
  readonly onUnhealthy: (message: string, graceSeconds: number | undefined) => void;
}

/** Startup first; once that has succeeded (or where there is none), readiness and liveness. Gives the stop function. */
export function startProbes(options: ContainerProbesOptions): () => void {
  const { state, onChange, onUnhealthy, takenUp = false } = options;
  const { startupProbe, readinessProbe, livenessProbe, name } = state.spec;
  const stops: (() => void)[] = [];
  const kill = (type: string, probe: Probe) =>
    onUnhealthy(`Container ${name} failed ${type} probe, will be restarted`, probe.terminationGracePeriodSeconds);

  const afterStartup = () => {
    state.started = true;
    if (!takenUp) state.ready = readinessProbe === undefined;
    if (readinessProbe) {
      stops.push(
        repeat(options, 'Readiness', readinessProbe, (ok) => {
          state.ready = ok;
          onChange();
        }),
      );
    }
    if (livenessProbe)
      stops.push(repeat(options, 'Liveness', livenessProbe, (ok) => ok || kill('liveness', livenessProbe)));
  };

  if (startupProbe && !(takenUp && state.started)) {
    const stop = repeat(options, 'Startup', startupProbe, (ok) => {
      stop();
      if (!ok) return kill('startup', startupProbe);
      afterStartup();
      onChange();
    });
    stops.push(stop);
  } else afterStartup();
  return () => {
    for (const stop of stops) stop();
  };
}

function repeat(
  { context, pod, state, run, podAddress }: ContainerProbesOptions,
  type: 'Startup' | 'Readiness' | 'Liveness',
  probe: Probe,
  onResult: (ok: boolean) => void,
): () => void {
  const fieldPath = `spec.containers{${state.spec.name}}`;
  return startProbeWorker({
    clock: context.clock,
    probe,
    run: () => runProbe(context, state.spec, run, podAddress, probe),
    onFailure: (message) =>
      context.events.event(pod, 'Warning', 'Unhealthy', `${type} probe failed: ${message}`, { fieldPath }),
    onResult,
  });
}
