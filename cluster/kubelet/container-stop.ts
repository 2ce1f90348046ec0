import type { LifecycleHandler } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { sleep } from '../machinery/clock.ts';
import { SIGNAL_NUMBERS, type SignalName } from '../machinery/machine.ts';
import type { ContainerRun } from './container-run.ts';
import { type ContainerState, isRunning } from './container-state.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { runProbe } from './probe.ts';

export interface StopOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly state: ContainerState;
  readonly podAddress: string;
  readonly graceSeconds: number;
  /** Of the Killing event. */
  readonly message: string;
  /** Aborted when the grace period is cut short. */
  readonly now?: AbortSignal;
}

/** preStop, the stop signal, and SIGKILL when the grace period is over (kuberuntime_container.go killContainer). */
export async function stopContainer(options: StopOptions): Promise<void> {
  const { context, pod, state, podAddress, graceSeconds, message } = options;
  const { run, spec } = state;
  state.stopProbes();
  if (!run?.process || !isRunning(state)) return;
  const { machine, process } = run;
  const fieldPath = `spec.containers{${spec.name}}`;
  context.events.event(pod, 'Normal', 'Killing', message, { fieldPath });
  const kill = () => void machine.processes.signal(process.pid, 'SIGKILL');
  const cancel = context.clock.schedule(graceSeconds * 1000, kill);
  if (options.now?.aborted) kill();
  options.now?.addEventListener('abort', kill, { once: true });
  const preStop = spec.lifecycle?.preStop;
  if (preStop) {
    const hook = runHook(context, state, run, podAddress, preStop);
    if ((await Promise.race([hook, run.ended])) === false) {
      context.events.event(pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', { fieldPath });
    }
  }
  machine.processes.signal(process.pid, stopSignalOf(spec, run));
  await run.ended;
  cancel();
  options.now?.removeEventListener('abort', kill);
}

/** The container's own (lifecycle.stopSignal), or the image's. */
function stopSignalOf({ lifecycle }: ContainerState['spec'], { image }: ContainerRun): SignalName {
  const { stopSignal } = (lifecycle ?? {}) as { stopSignal?: string };
  const known = (Object.keys(SIGNAL_NUMBERS) as SignalName[]).find((name) => name === stopSignal);
  return known ?? image.stopSignal ?? 'SIGTERM';
}

/** False when the hook failed. Hooks have no time limit of their own. */
export async function runHook(
  context: KubeletContext,
  { spec }: ContainerState,
  run: ContainerRun,
  podAddress: string,
  { exec, httpGet, tcpSocket, sleep: pause }: LifecycleHandler & { sleep?: { seconds: number } },
): Promise<boolean> {
  if (pause) {
    await sleep(context.clock, pause.seconds * 1000);
    return true;
  }
  const timeoutSeconds = 3600;
  const probe = {
    timeoutSeconds,
    ...(exec ? { exec } : {}),
    ...(httpGet ? { httpGet } : {}),
    ...(tcpSocket ? { tcpSocket } : {}),
  };
  return (await runProbe(context, spec, run, podAddress, probe)).ok;
}
