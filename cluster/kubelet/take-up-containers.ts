import type { ContainerState as ApiState, ContainerStatus } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { fromTime } from '../client/timestamps.ts';
import { restoreFiles } from '../machinery/file-snapshot.ts';
import { BackOff } from './back-off.ts';
import { ContainerConfigError } from './container-environment.ts';
import type { ContainerEnd, ContainerRun, FoundRun } from './container-run.ts';
import { startContainer } from './container-run.ts';
import type { ContainerState } from './container-state.ts';
import type { ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { type ContainerSnapshot, type PodSnapshot, restoredLog, scratchVolumes } from './node-snapshot.ts';
import type { PodSandbox } from './pod-sandbox.ts';
import type { PodVolume } from './pod-volumes.ts';
import type { PodWorker } from './pod-worker.ts';

export interface TakeUpOptions {
  readonly context: KubeletContext;
  readonly puller: ImagePuller;
  readonly worker: PodWorker;
  readonly sandbox: PodSandbox;
  /** What the runtime has besides. Absent: only what the pod's status says is known. */
  readonly found: PodSnapshot | undefined;
}

interface ContainerOptions {
  readonly context: KubeletContext;
  readonly puller: ImagePuller;
  readonly pod: Pod;
  readonly state: ContainerState;
  readonly sandbox: PodSandbox;
  readonly volumes: ReadonlyMap<string, PodVolume>;
  readonly found: ContainerSnapshot | undefined;
}

const ID_PREFIX = 'containerd://';
/** What a status says of a container that nobody has tried to start yet. */
const NOT_TRIED = ['ContainerCreating', 'PodInitializing'];

/**
 * Finds a pod's containers as they were left, by the pod's status: the same ids, restarts and times. What ran, runs; its
 * program begins anew. No event is told.
 */
export function takeUpContainers({ context, puller, worker, sandbox, found }: TakeUpOptions): void {
  const { pod, volumes } = worker;
  for (const [name, files] of scratchVolumes(worker)) {
    restoreFiles(files, found?.volumes.find((volume) => volume.name === name)?.files ?? []);
  }
  for (const state of worker.containers) {
    const container = found?.containers.find(({ name }) => name === state.spec.name);
    takeUpContainer({ context, puller, pod, state, sandbox, volumes, found: container });
  }
}

function takeUpContainer(options: ContainerOptions): void {
  const { pod, state, found } = options;
  const status = statusOf(pod, state);
  if (!status) return;
  const { running, terminated, waiting } = status.state ?? {};
  state.restarts = status.restartCount;
  state.started = status.started ?? false;
  state.ready = status.ready;
  if (waiting?.reason && !NOT_TRIED.includes(waiting.reason)) {
    state.waiting = { reason: waiting.reason, ...(waiting.message ? { message: waiting.message } : {}) };
  }
  if (found) {
    state.crashes = BackOff.from(found.crashes);
    state.pulls = BackOff.from(found.pulls);
    state.notBeforeMs = found.notBeforeMs;
  }
  const last = runOf(options, status.lastState, undefined);
  const current = running || terminated ? runOf(options, status.state, status.containerID) : undefined;
  state.run = current ?? last;
  state.previous = current ? last : undefined;
}

function statusOf({ status }: Pod, { spec, kind }: ContainerState): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {};
  const statuses = {
    init: initContainerStatuses,
    sidecar: initContainerStatuses,
    main: containerStatuses,
    ephemeral: ephemeralContainerStatuses,
  }[kind];
  return statuses.find(({ name }) => name === spec.name);
}

/** The run that a state tells of; undefined when it tells of none, or of one that cannot be had any more. */
function runOf(
  options: ContainerOptions,
  shown: ApiState | undefined,
  id: string | undefined,
): ContainerRun | undefined {
  const { context, puller, pod, state, sandbox, volumes } = options;
  const found = shown && foundRun(options, shown, id);
  const image = context.images.find(state.spec.image ?? '');
  if (!found || !image) return undefined;
  puller.isPresent(state.spec.image ?? '');
  try {
    return startContainer({
      context,
      pod,
      container: state.spec,
      image,
      sandbox,
      volumes,
      found,
      processes: sandbox.processes,
    });
  } catch (error) {
    // What its environment is made of has gone meanwhile: it is started anew as soon as that is back.
    if (error instanceof ContainerConfigError) return undefined;
    throw error;
  }
}

function foundRun({ found }: ContainerOptions, { running, terminated }: ApiState, id = ''): FoundRun | undefined {
  const containerId = (terminated?.containerID ?? id).replace(ID_PREFIX, '');
  const startedAt = running?.startedAt ?? terminated?.startedAt;
  if (!containerId || !startedAt) return undefined;
  const known = found?.runs.find((run) => run.id === containerId);
  return {
    id: containerId,
    startedMs: known?.startedMs ?? fromTime(startedAt),
    log: restoredLog(known?.log ?? []),
    ...(known?.environment ? { environment: known.environment } : {}),
    ...(known?.files ? { files: known.files } : {}),
    ...(terminated ? { end: endOf(terminated, known?.endedMs) } : {}),
  };
}

function endOf(terminated: NonNullable<ApiState['terminated']>, endedMs: number | undefined): ContainerEnd {
  const { exitCode, reason, message, finishedAt = '' } = terminated;
  return {
    exitCode,
    // The kubelet has written it: it is one of its own reasons.
    reason: (reason ?? 'Error') as ContainerEnd['reason'],
    ...(message ? { message } : {}),
    atMs: endedMs ?? fromTime(finishedAt),
  };
}
