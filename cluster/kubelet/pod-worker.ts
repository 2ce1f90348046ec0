import type { EphemeralContainer } from 'kubernetes-types/core/v1.js';
import { deepEqual } from '../client/deep-equal.ts';
import { keyOf } from '../client/object-cache.ts';
import type { Pod } from '../client/objects.ts';
import { isPodTerminal } from '../client/pod-conditions.ts';
import type { ProcessNamespace } from '../machinery/process-namespace.ts';
import { ContainerConfigError } from './container-environment.ts';
import { startProbes } from './container-probes.ts';
import type { ContainerRun } from './container-run.ts';
import { adoptSpec } from './container-spec-change.ts';
import { attemptStart } from './container-start.ts';
import { type ContainerState, isRunning, newContainerState, restartsAfterEnd } from './container-state.ts';
import { stopContainer } from './container-stop.ts';
import type { ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodSnapshot } from './node-snapshot.ts';
import type { PodAddressPool } from './pod-address-pool.ts';
import { DEADLINE_EXCEEDED, type PodFailure, tellFailure } from './pod-deadline.ts';
import { PodLimits } from './pod-limits.ts';
import { allocate, type PendingResize, resizeCompletedText } from './pod-resize.ts';
import { createSandbox, lostSandbox, type PodSandbox, SandboxError } from './pod-sandbox.ts';
import { PodVolumeSet } from './pod-volume-set.ts';
import type { PodVolume } from './pod-volumes.ts';
import { takeUpContainers } from './take-up-containers.ts';

const SANDBOX_RETRY_MS = 2_000;
const DEFAULT_GRACE_SECONDS = 30;

/** Everything a kubelet does for one pod, from its sandbox to its last container's end. `sync` may be called at any time. */
export class PodWorker {
  readonly uid: string;
  readonly init: readonly ContainerState[];
  readonly main: readonly ContainerState[];
  /** In the order in which they were added. */
  readonly ephemeral: ContainerState[] = [];
  readonly startedMs: number;
  sandbox: PodSandbox | undefined;
  /** All containers have ended after the pod was deleted. */
  terminated = false;
  /** The pod as a whole has failed. Its containers may still be ending. */
  failure: PodFailure | undefined;
  /** Resources that the pod asks for and the node has not given it. */
  pendingResize: PendingResize | undefined;
  readonly #context: KubeletContext;
  readonly #puller: ImagePuller;
  readonly #pool: PodAddressPool;
  readonly #key: string;
  readonly #volumeSet: PodVolumeSet;
  #pod: Pod;
  #volumes: ReadonlyMap<string, PodVolume> | undefined;
  #terminating = false;
  #sidecarsStopping = false;
  #cutShort = new AbortController();
  #cancelKill = () => {};
  readonly #limits: PodLimits;
  #killMs = Number.POSITIVE_INFINITY;

  constructor(context: KubeletContext, puller: ImagePuller, pool: PodAddressPool, pod: Pod, startedMs?: number) {
    this.#context = context;
    this.#puller = puller;
    this.#pool = pool;
    this.#pod = pod;
    this.#key = keyOf(pod);
    this.#volumeSet = new PodVolumeSet(context);
    this.uid = pod.metadata.uid;
    this.startedMs = startedMs ?? context.clock.now();
    this.init = (pod.spec.initContainers ?? []).map((spec) =>
      newContainerState(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    );
    this.main = pod.spec.containers.map((spec) => newContainerState(spec, 'main'));
    this.#limits = new PodLimits(context.clock, (failure) => this.fail(failure));
    this.#limits.watchDeadline(pod, this.startedMs);
    this.#limits.watchEmptyDirs(pod, () => this.#volumes);
  }

  get pod(): Pod {
    return this.#pod;
  }

  get containers(): readonly ContainerState[] {
    return [...this.init, ...this.main, ...this.ephemeral];
  }

  /** `Secret/name` has come or changed: mounts (again) at the next sync. False when that is no concern of the pod's. */
  sourceChanged(source: string): boolean {
    return !this.#terminating && this.#volumeSet.sourceChanged(source);
  }

  container(name: string): ContainerState | undefined {
    return this.containers.find((state) => state.spec.name === name);
  }

  /** Init containers that have to succeed have, and sidecars have started. */
  initialized(): boolean {
    return this.init.every((state) => (state.kind === 'sidecar' ? state.started : state.run?.end?.exitCode === 0));
  }

  /** No main container runs or will run again. */
  mainFinished(): boolean {
    const policy = this.#pod.spec.restartPolicy ?? 'Always';
    return this.main.every((state) => state.run?.end && !state.busy && !restartsAfterEnd(state, policy));
  }

  /** By name; empty while something they need is missing. */
  get volumes(): ReadonlyMap<string, PodVolume> {
    return this.#volumes ?? new Map();
  }

  /** Goes on with what ran here before this kubelet did, as far as the pod's status tells of it. */
  takeUp(found: PodSnapshot | undefined): void {
    const pod = this.#pod;
    const context = this.#context;
    this.terminated = isPodTerminal(pod);
    if (!this.terminated && pod.status?.podIP) {
      this.#volumes = this.#volumeSet.mount(pod);
      this.sandbox = createSandbox(context, pod, this.#pool, pod.status.podIP);
    }
    this.#adopt(pod);
    const sandbox = this.sandbox ?? lostSandbox(context, pod);
    takeUpContainers({ context, puller: this.#puller, worker: this, sandbox, found });
    for (const state of this.containers)
      if (state.run && isRunning(state)) this.#watch(state, state.run, sandbox, true);
  }

  /** Brings the containers closer to what the pod says; `others` share the node with it. */
  sync(desired: Pod, others: () => readonly Pod[]): void {
    const before = this.#pod;
    const pod = this.#allocate(desired, others);
    this.#pod = pod;
    if (before.metadata.labels !== pod.metadata.labels || before.metadata.annotations !== pod.metadata.annotations) {
      this.#volumeSet.podChanged();
    }
    if (before.spec.activeDeadlineSeconds !== pod.spec.activeDeadlineSeconds)
      this.#limits.watchDeadline(pod, this.startedMs);
    if (this.failure === DEADLINE_EXCEEDED && !this.terminated) tellFailure(this.#context, pod, this.failure);
    if (pod.metadata.deletionTimestamp) return this.#terminate(pod.metadata.deletionGracePeriodSeconds);
    if (this.#terminating || !this.#prepare(pod)) return;
    this.#adopt(pod);
    for (const state of this.init) {
      if (state.kind === 'sidecar') {
        if (!this.#sidecarsStopping) this.#keepRunning(state);
        if (!state.started && !this.#sidecarsStopping) return;
      } else if (state.run?.end?.exitCode !== 0) return this.#keepRunning(state);
    }
    for (const state of this.main) this.#keepRunning(state);
    for (const state of this.ephemeral) this.#keepRunning(state);
    if (this.mainFinished() && !this.#sidecarsStopping) this.#stopSidecars();
  }

  /** The pod with the resources that it has been given (so far). */
  #allocate(desired: Pod, others: () => readonly Pod[]): Pod {
    if (desired.spec === this.#pod.spec && !this.pendingResize) return desired;
    const { pod, pending } = allocate(desired, this.#pod, others);
    this.pendingResize = pending;
    return pod;
  }

  /** The pod is gone from the API: no grace. */
  kill(): void {
    this.#terminating = true;
    this.#cancelKill();
    this.#limits.stop();
    for (const state of this.containers) {
      state.stopProbes();
      state.run?.machine.processes.endAll();
    }
    this.removeSandbox();
  }

  /** The pod has failed as a whole: its containers end, its status says why. */
  fail(failure: PodFailure): void {
    if (this.failure || this.#terminating) return;
    this.failure = failure;
    tellFailure(this.#context, this.#pod, failure);
    this.#terminate(failure.graceSeconds ?? this.#pod.spec.terminationGracePeriodSeconds);
    this.#requeue();
  }

  removeSandbox(): void {
    this.#limits.stop();
    this.sandbox?.remove();
    this.sandbox = undefined;
  }

  /** Volumes and network; false while something is missing. */
  #prepare(pod: Pod): boolean {
    this.#volumes = this.#volumeSet.mount(pod);
    if (!this.#volumes) return false;
    try {
      this.sandbox ??= createSandbox(this.#context, pod, this.#pool);
      return true;
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = ${error.message}`;
      this.#context.events.event(pod, 'Warning', 'FailedCreatePodSandBox', message);
      this.#requeue(SANDBOX_RETRY_MS);
      return false;
    }
  }

  /** Ephemeral containers that have been added; images and resources that are others now. */
  #adopt({ spec }: Pod): void {
    for (const added of (spec.ephemeralContainers ?? []).slice(this.ephemeral.length)) {
      this.ephemeral.push(newContainerState(added satisfies EphemeralContainer, 'ephemeral'));
    }
    let resizedInPlace = false;
    for (const state of this.containers) {
      const { resources } = state.spec;
      const why = adoptSpec(state, this.#pod);
      resizedInPlace ||= why === undefined && isRunning(state) && !deepEqual(resources, state.spec.resources);
      if (why !== undefined) void this.#stop(state, why, undefined);
    }
    if (!resizedInPlace) return;
    this.#context.events.event(this.#pod, 'Normal', 'ResizeCompleted', resizeCompletedText(this.#pod));
  }

  /** The main containers are done: the sidecars end, the last one first. */
  #stopSidecars(): void {
    this.#sidecarsStopping = true;
    const sidecars = this.init.filter(({ kind }) => kind === 'sidecar').reverse();
    void (async () => {
      for (const state of sidecars) await this.#stop(state, `Stopping container ${state.spec.name}`, undefined);
    })();
  }

  #keepRunning(state: ContainerState): void {
    const { sandbox } = this;
    const volumes = this.#volumes;
    if (isRunning(state) || !sandbox || !volumes) return;
    const podPolicy = this.#pod.spec.restartPolicy ?? 'Always';
    if (state.run && !restartsAfterEnd(state, podPolicy)) return;
    attemptStart({
      context: this.#context,
      puller: this.#puller,
      pod: this.#pod,
      state,
      sandbox,
      volumes,
      processes: () => sandbox.processes ?? this.#targetProcesses(state),
      isStopping: () => this.#terminating,
      onStarted: (run) => this.#watch(state, run, sandbox),
      onHookFailed: () => void this.#stop(state, 'FailedPostStartHook', undefined),
      onChange: (afterMs) => this.#requeue(afterMs),
    });
  }

  /** A debug container that was told so sees the processes of another (kubectl debug --target). */
  #targetProcesses({ spec }: ContainerState): ProcessNamespace | undefined {
    const { targetContainerName } = spec as EphemeralContainer;
    if (!targetContainerName) return undefined;
    const target = this.container(targetContainerName)?.run;
    if (!target) throw new ContainerConfigError(`unable to find target container ${targetContainerName}`);
    return target.machine.processes.namespace;
  }

  #watch(state: ContainerState, run: ContainerRun, { address }: PodSandbox, takenUp = false): void {
    state.stopProbes = startProbes({
      context: this.#context,
      pod: this.#pod,
      state,
      run,
      podAddress: address,
      takenUp,
      onChange: () => this.#requeue(),
      onUnhealthy: (message, graceSeconds) => void this.#stop(state, message, graceSeconds),
    });
    void run.ended.then(() => {
      state.stopProbes();
      state.started = false;
      state.ready = false;
      this.#requeue();
    });
    // A sidecar that has started lets the next one start; the pod is looked at again with what has changed.
    if (state.kind === 'sidecar' && state.started) this.#requeue();
  }

  #stop(state: ContainerState, message: string, graceSeconds: number | undefined): Promise<void> {
    const own = this.#pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
    return stopContainer({
      context: this.#context,
      pod: this.#pod,
      state,
      podAddress: this.sandbox?.address ?? '',
      graceSeconds: graceSeconds ?? own,
      message,
      now: this.#cutShort.signal,
    });
  }

  /** A second deletion can cut the grace period short. */
  #terminate(graceSeconds: number = DEFAULT_GRACE_SECONDS): void {
    const { clock } = this.#context;
    const killMs = clock.now() + graceSeconds * 1000;
    this.#limits.stop();
    if (!this.#terminating) {
      this.#terminating = true;
      this.#killMs = killMs;
      void this.#stopAll(graceSeconds).then(() => {
        this.terminated = true;
        this.#cancelKill();
        this.#requeue();
      });
    } else if (!this.terminated && killMs < this.#killMs) {
      this.#killMs = killMs;
      this.#cancelKill();
      this.#cancelKill = clock.schedule(graceSeconds * 1000, () => this.#cutShort.abort());
    }
  }

  /** Sidecars outlive the main containers, the last one goes first. */
  async #stopAll(graceSeconds: number): Promise<void> {
    const stop = (state: ContainerState) => this.#stop(state, `Stopping container ${state.spec.name}`, graceSeconds);
    const [sidecars, others] = [true, false].map((is) =>
      this.containers.filter((state) => (state.kind === 'sidecar') === is),
    );
    await Promise.all((others ?? []).map(stop));
    for (const sidecar of (sidecars ?? []).reverse()) await stop(sidecar);
  }

  #requeue(afterMs?: number): void {
    this.#context.requeue(this.#key, afterMs);
  }
}
