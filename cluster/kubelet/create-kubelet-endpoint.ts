import type { Clock } from '../machinery/clock.ts';
import { type ExecStreams, type KubeletEndpoint, KubeletError, type PodRef } from '../machinery/kubelet-endpoint.ts';
import type { ExitStatus } from '../machinery/machine.ts';
import { execute } from './container-exec.ts';
import { readLog } from './container-logs.ts';
import type { ContainerRun } from './container-run.ts';
import { type ContainerState, isRunning } from './container-state.ts';
import type { PodWorker } from './pod-worker.ts';

export interface KubeletEndpointOptions {
  readonly clock: Clock;
  readonly worker: (pod: PodRef) => PodWorker | undefined;
}

/** Logs, exec, attach and port-forward for the pods of one node (pkg/kubelet/server). */
export function createKubeletEndpoint({ clock, worker }: KubeletEndpointOptions): KubeletEndpoint {
  const workerOf = (pod: PodRef): PodWorker => {
    const found = worker(pod);
    if (!found || (pod.uid !== '' && found.uid !== pod.uid)) {
      throw new KubeletError(404, `pods "${pod.name}" not found`);
    }
    return found;
  };
  const containerOf = (pod: PodRef, name: string): ContainerState => {
    const container = workerOf(pod).container(name);
    if (!container) throw new KubeletError(400, `container ${name} is not valid for pod ${pod.name}`);
    return container;
  };
  const running = (pod: PodRef, name: string): ContainerRun => {
    const container = containerOf(pod, name);
    if (!container.run || !isRunning(container)) throw new KubeletError(500, `container not found ("${name}")`);
    return container.run;
  };

  return {
    logs: (pod, name, options, signal) => {
      const state = containerOf(pod, name);
      const run = options.previous ? previousRun(pod, state) : currentRun(pod, state);
      return readLog(run.log, clock, options, signal);
    },
    exec: async (pod, name, command, streams) => {
      const run = running(pod, name);
      const directory = containerOf(pod, name).spec.workingDir ?? run.image.workingDirectory ?? '/';
      return execute(run.machine, command, streams, directory);
    },
    attach: async (pod, name, streams) => attach(running(pod, name), streams),
    dial: async (pod, port) => {
      const { sandbox } = workerOf(pod);
      if (!sandbox) throw new KubeletError(500, `pod ${pod.name}_${pod.namespace} has no network`);
      return sandbox.host.connect('127.0.0.1', port, { program: 'containerd' });
    },
  };
}

/** What it prints from now on, and its standard input where it has one. How it ends is no business of attach's. */
async function attach(run: ContainerRun, streams: ExecStreams): Promise<ExitStatus> {
  await run.console?.attach(streams, run.ended);
  return { code: 0 };
}

function currentRun(pod: PodRef, { spec, run, previous, waiting }: ContainerState): ContainerRun {
  const shown = run ?? previous;
  if (shown) return shown;
  const reason = waiting?.reason ?? 'ContainerCreating';
  const isPullFailure = reason === 'ErrImagePull' || reason === 'ImagePullBackOff';
  const why = isPullFailure ? 'trying and failing to pull image' : reason;
  throw new KubeletError(400, `container "${spec.name}" in pod "${pod.name}" is waiting to start: ${why}`);
}

function previousRun(pod: PodRef, state: ContainerState): ContainerRun {
  const { run, previous, spec } = state;
  const last = run?.end ? run : previous;
  if (last) return last;
  throw new KubeletError(400, `previous terminated container "${spec.name}" in pod "${pod.name}" not found`);
}
