import type { ContainerState as ApiState, ContainerStatus } from 'kubernetes-types/core/v1.js';
import { toTime } from '../client/timestamps.ts';
import type { Credentials } from '../machinery/machine.ts';
import type { ContainerRun } from './container-run.ts';
import { type ContainerState, isRunning } from './container-state.ts';
import { fullImageName, imageId } from './image-puller.ts';

/** status.containerStatuses[] as the kubelet writes it (kubelet_pods.go convertToAPIContainerStatuses). */
export function containerStatus(state: ContainerState, waitingReason: string): ContainerStatus {
  const { spec, run, previous } = state;
  const waiting = waitingOf(state, waitingReason);
  const last = waiting && run ? run : previous;
  const image = spec.image ?? '';
  const { resources } = spec;
  const mounts = (spec.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
  }));
  return {
    name: spec.name,
    state: waiting ? { waiting } : stateOf(run),
    lastState: last?.end ? stateOf(last) : {},
    ready: isReady(state),
    restartCount: state.restarts,
    image: run ? fullImageName(image) : image,
    imageID: run ? imageId(image) : '',
    ...(run ? { containerID: containerIdText(run) } : {}),
    started: state.started && isRunning(state),
    ...(resources?.requests ? { allocatedResources: resources.requests } : {}),
    ...(run && resources ? { resources } : {}),
    ...(mounts.length > 0 ? { volumeMounts: mounts } : {}),
    ...(run?.credentials ? { user: { linux: linuxUser(run.credentials) } } : {}),
  };
}

function linuxUser({ uid, gid, groups }: Credentials) {
  return { uid, gid, supplementalGroups: [...groups] };
}

export function isReady(state: ContainerState): boolean {
  if (state.kind === 'ephemeral') return false;
  if (state.kind === 'init') return state.run?.end?.exitCode === 0;
  return isRunning(state) && state.ready;
}

/** Between runs, and before the first. */
function waitingOf(state: ContainerState, reason: string): { reason: string; message?: string } | undefined {
  if (isRunning(state)) return undefined;
  if (state.waiting) return state.waiting;
  return state.run ? undefined : { reason };
}

function stateOf(run: ContainerRun | undefined): ApiState {
  if (!run) return {};
  const startedAt = toTime(run.startedMs);
  if (!run.end) return { running: { startedAt } };
  const { exitCode, reason, message, atMs } = run.end;
  return {
    terminated: {
      exitCode,
      reason,
      ...(message ? { message } : {}),
      startedAt: reason === 'StartError' ? '1970-01-01T00:00:00Z' : startedAt,
      finishedAt: toTime(atMs),
      containerID: containerIdText(run),
    },
  };
}

function containerIdText({ id }: ContainerRun): string {
  return `containerd://${id}`;
}
