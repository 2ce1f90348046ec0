import type { Container } from 'kubernetes-types/core/v1.js';
import { BackOff } from './back-off.ts';
import type { ContainerRun } from './container-run.ts';

/** What the kubelet knows of one container of a pod, over all its runs. */
export interface ContainerState {
  /** As the pod has it now: an image or resources may change. */
  spec: Container;
  /** A sidecar is an init container with restartPolicy Always. */
  readonly kind: 'init' | 'sidecar' | 'main' | 'ephemeral';
  /** The latest run, running or ended. */
  run: ContainerRun | undefined;
  /** The run before it, whose log `--previous` shows. */
  previous: ContainerRun | undefined;
  restarts: number;
  /** Why there is no running container, when it is not simply being created. */
  waiting: { readonly reason: string; readonly message?: string } | undefined;
  /** A pull or a start is under way. */
  busy: boolean;
  started: boolean;
  ready: boolean;
  crashes: BackOff;
  /** Of the present image. */
  pulls: BackOff;
  /** No attempt before this time. */
  notBeforeMs: number;
  /** While it backs off, it is looked at no sooner. */
  nextLookMs: number;
  stopProbes: () => void;
}

export function newContainerState(spec: Container, kind: ContainerState['kind']): ContainerState {
  return {
    spec,
    kind,
    run: undefined,
    previous: undefined,
    restarts: 0,
    waiting: undefined,
    busy: false,
    started: false,
    ready: false,
    crashes: new BackOff(),
    pulls: new BackOff(),
    notBeforeMs: 0,
    nextLookMs: 0,
    stopProbes: () => {},
  };
}

export function isRunning(state: ContainerState): boolean {
  return state.run !== undefined && state.run.end === undefined;
}

/** Whether its end is followed by another run. */
export function restartsAfterEnd(state: ContainerState, podPolicy: string): boolean {
  if (state.kind === 'ephemeral') return false;
  const policy = state.kind === 'sidecar' ? 'Always' : podPolicy;
  const exitCode = state.run?.end?.exitCode ?? 0;
  // An init container that has succeeded is done, whatever the pod's policy.
  if (state.kind === 'init') return exitCode !== 0 && policy !== 'Never';
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}
