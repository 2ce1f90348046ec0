import type { Pod } from '../client/objects.ts';
import { sleep } from '../machinery/clock.ts';
import type { ProcessNamespace } from '../machinery/process-namespace.ts';
import { goSeconds } from './back-off.ts';
import { ContainerConfigError } from './container-environment.ts';
import { type ContainerRun, startContainer } from './container-run.ts';
import { type ContainerState, restartsAfterEnd } from './container-state.ts';
import { runHook } from './container-stop.ts';
import type { Image } from './image.ts';
import { ImageError, type ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodSandbox } from './pod-sandbox.ts';
import type { PodVolume } from './pod-volumes.ts';

/** From the image to the running process, at pace `real`. */
const START_MS = 200;
/** After a sync with an error, and up to half of it more (pod_workers.go completeWork). */
const SYNC_RETRY_MS = 10_000;
/** How long a container's end is shown before it becomes CrashLoopBackOff. */
const END_SHOWN_MS = 2_000;
/** How long ErrImagePull is shown before it becomes ImagePullBackOff. */
const PULL_ERROR_SHOWN_MS = 2_000;

export interface ContainerStartOptions {
  readonly context: KubeletContext;
  readonly puller: ImagePuller;
  readonly pod: Pod;
  readonly state: ContainerState;
  readonly sandbox: PodSandbox;
  readonly volumes: ReadonlyMap<string, PodVolume>;
  /** Whose processes it sees, where that is not only its own. Throws `ContainerConfigError`. */
  readonly processes: () => ProcessNamespace | undefined;
  /** The pod no longer wants containers. */
  readonly isStopping: () => boolean;
  readonly onStarted: (run: ContainerRun) => void;
  /** The postStart hook has failed: the container is to be killed. */
  readonly onHookFailed: () => void;
  /** Something has changed; `afterMs` later something will. */
  readonly onChange: (afterMs?: number) => void;
}

/** One attempt to get a container running: image, back-off, process. At pace `instant` all of it happens in this call. */
export function attemptStart(options: ContainerStartOptions): void {
  const { context, puller, pod, state } = options;
  if (state.busy || isBackingOff(options)) return;
  try {
    const image = puller.ensure(pod, state.spec);
    if (!(image instanceof Promise)) return launch(options, image);
    state.busy = true;
    void image
      .then(async (pulled) => {
        await sleep(context.clock, START_MS);
        state.busy = false;
        if (!options.isStopping()) launch(options, pulled);
      })
      .catch((error: unknown) => {
        state.busy = false;
        refuse(options, error);
      })
      .finally(() => options.onChange());
  } catch (error) {
    refuse(options, error);
  }
}

/** When a kubelet looks again at a pod whose sync has failed. */
function syncRetryMs({ pace, random }: KubeletContext): number {
  return pace() === 'real' ? SYNC_RETRY_MS + random.integer(SYNC_RETRY_MS / 2) : SYNC_RETRY_MS;
}

/** CrashLoopBackOff and ImagePullBackOff: true while the time for the next attempt has not come. */
function isBackingOff(options: ContainerStartOptions): boolean {
  const { context, state, onChange } = options;
  const now = context.clock.now();
  const { end } = state.run ?? {};
  const imageFailed = state.waiting?.reason === 'ErrImagePull' || state.waiting?.reason === 'ImagePullBackOff';
  if (end && !imageFailed) state.notBeforeMs = Math.max(state.notBeforeMs, state.crashes.nextAttemptMs(end.atMs));
  const showUntilMs = errorShownUntilMs(options);
  const lookMs = Math.max(state.nextLookMs, showUntilMs);
  if (now < lookMs) {
    onChange(lookMs - now);
    return true;
  }
  const left = state.notBeforeMs - now;
  state.nextLookMs = 0;
  if (left <= 0) return false;
  tellBackOff(options);
  const retry = syncRetryMs(context);
  state.nextLookMs = now + (context.pace() === 'real' ? retry : Math.min(retry, left));
  onChange(state.nextLookMs - now);
  return true;
}

/** At pace `real` an error is shown for a moment before it becomes a back-off; 0: for no time (any more). */
function errorShownUntilMs({ context, state }: ContainerStartOptions): number {
  if (context.pace() !== 'real') return 0;
  if (state.waiting?.reason === 'ErrImagePull') {
    return state.notBeforeMs - state.pulls.delayMs + PULL_ERROR_SHOWN_MS;
  }
  const { end } = state.run ?? {};
  const isCrash = !state.waiting || state.waiting.reason === 'RunContainerError';
  return end && isCrash && state.crashes.delayMs > 0 ? end.atMs + END_SHOWN_MS : 0;
}

/** The events and the waiting reason of a container that has to wait. */
function tellBackOff({ context, pod, state }: ContainerStartOptions): void {
  const { events } = context;
  const { name, image } = state.spec;
  const fieldPath = `spec.containers{${name}}`;
  if (state.waiting?.reason === 'ErrImagePull' || state.waiting?.reason === 'ImagePullBackOff') {
    const text = `Back-off pulling image "${image}"`;
    events.event(pod, 'Normal', 'BackOff', text, { fieldPath });
    events.event(pod, 'Warning', 'Failed', 'Error: ImagePullBackOff', { fieldPath });
    if (state.waiting.reason === 'ErrImagePull') {
      state.waiting = { reason: 'ImagePullBackOff', message: `${text}: ErrImagePull: ${state.waiting.message}` };
    }
  } else if (state.run?.end) {
    const podText = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    const text = `Back-off restarting failed container ${name} in pod ${podText}`;
    events.event(pod, 'Warning', 'BackOff', text, { fieldPath });
    const message = `back-off ${goSeconds(state.crashes.delayMs)} restarting failed container=${name} pod=${podText}`;
    state.waiting = { reason: 'CrashLoopBackOff', message };
  }
}

function launch(options: ContainerStartOptions, image: Image): void {
  const { context, pod, state, sandbox } = options;
  const { events, clock } = context;
  const container = state.spec;
  const fieldPath = `spec.containers{${container.name}}`;
  try {
    const restarted = state.run !== undefined;
    const processes = options.processes();
    const run = startContainer({ context, pod, container, image, sandbox, volumes: options.volumes, processes });
    if (restarted) {
      state.restarts++;
      state.crashes.advance(clock.now());
    }
    state.previous = state.run;
    state.run = run;
    state.waiting = undefined;
    events.event(pod, 'Normal', 'Created', `Created container: ${container.name}`, { fieldPath });
    if (run.end) {
      events.event(pod, 'Warning', 'Failed', `Error: ${run.end.message}`, { fieldPath });
      if (restartsAfterEnd(state, pod.spec.restartPolicy ?? 'Always')) {
        state.waiting = { reason: 'RunContainerError', message: run.end.message ?? '' };
      }
      return options.onChange(0);
    }
    events.event(pod, 'Normal', 'Started', `Started container ${container.name}`, { fieldPath });
    void postStart(options, run);
    options.onStarted(run);
  } catch (error) {
    refuse(options, error);
  }
}

/** A container whose postStart hook fails is killed. */
async function postStart(options: ContainerStartOptions, run: ContainerRun): Promise<void> {
  const { context, pod, state, sandbox } = options;
  const hook = state.spec.lifecycle?.postStart;
  if (!hook || (await runHook(context, state, run, sandbox.address, hook))) return;
  const fieldPath = `spec.containers{${state.spec.name}}`;
  context.events.event(pod, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', { fieldPath });
  options.onHookFailed();
}

function refuse({ context, pod, state, onChange }: ContainerStartOptions, error: unknown): void {
  const { events, clock } = context;
  const fieldPath = `spec.containers{${state.spec.name}}`;
  const fail = (reason: string, message: string, eventText: string, afterMs: number) => {
    state.waiting = { reason, message };
    state.notBeforeMs = clock.now() + afterMs;
    state.nextLookMs = state.notBeforeMs;
    events.event(pod, 'Warning', 'Failed', `Error: ${eventText}`, { fieldPath });
    onChange(afterMs);
  };
  if (error instanceof ContainerConfigError) {
    fail('CreateContainerConfigError', error.message, error.message, syncRetryMs(context));
  } else if (error instanceof ImageError && error.reason === 'ErrImagePull') {
    const failure = `Failed to pull image "${state.spec.image}": ${error.message}`;
    events.event(pod, 'Warning', 'Failed', failure, { fieldPath });
    state.pulls.advance(clock.now());
    fail('ErrImagePull', error.message, 'ErrImagePull', state.pulls.delayMs);
    state.nextLookMs = 0;
    onChange(0);
  } else if (error instanceof ImageError) {
    fail(error.reason, error.message, error.reason, syncRetryMs(context));
  } else throw error;
}
