import { keyOf } from '../client/object-cache.ts';
import type { Pod } from '../client/objects.ts';
import { ContainerConfigError } from './container-environment.ts';
import { startProbes } from './container-probes.ts';
import type { ContainerRun } from './container-run.ts';
import { attemptStart } from './container-start.ts';
import { type ContainerState, isRunning, newContainerState, restartsAfterEnd } from './container-state.ts';
import { stopContainer } from './container-stop.ts';
import type { ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodAddressPool } from './pod-address-pool.ts';
import { createSandbox, type PodSandbox } from './pod-sandbox.ts';
import { type PodVolume, podVolume } from './pod-volumes.ts';
import { payloadSources } from './volume-payload.ts';

const MOUNT_RETRY_MS = 2_000;
const DEFAULT_GRACE_SECONDS = 30;

/** Everything a kubelet does for one pod, from its sandbox to its last container's end. `sync` may be called at any time. */
export class PodWorker {
  readonly uid: string;
  readonly init: readonly ContainerState[];
  readonly main: readonly ContainerState[];
  readonly startedMs: number;
  sandbox: PodSandbox | undefined;
  /** All containers have ended after the pod was deleted. */
  terminated = false;
  readonly #context: KubeletContext;
  readonly #puller: ImagePuller;
  readonly #pool: PodAddressPool;
  readonly #key: string;
  #pod: Pod;
  #volumes: ReadonlyMap<string, PodVolume> | undefined;
  /** ConfigMaps and Secrets in the volumes: `Secret/name`. */
  #sources: ReadonlySet<string> = new Set();
  #volumesAreOld = false;
  #mountNotBeforeMs = 0;
  #terminating = false;
  #cutShort = new AbortController();
  #cancelDeadline = () => {};
  #deadlineMs = Number.POSITIVE_INFINITY;

  constructor(context: KubeletContext, puller: ImagePuller, pool: PodAddressPool, pod: Pod) {
    this.#context = context;
    this.#puller = puller;
    this.#pool = pool;
    this.#pod = pod;
    this.#key = keyOf(pod);
    this.uid = pod.metadata.uid;
    this.startedMs = context.clock.now();
    this.init = (pod.spec.initContainers ?? []).map((spec) =>
      newContainerState(spec, spec.restartPolicy === 'Always' ? 'sidecar' : 'init'),
    );
    this.main = pod.spec.containers.map((spec) => newContainerState(spec, 'main'));
  }

  get containers(): readonly ContainerState[] {
    return [...this.init, ...this.main];
  }

  /** `Secret/name` has come or changed: mounts (again) at the next sync. False when that is no concern of the pod's. */
  sourceChanged(source: string): boolean {
    if (this.#terminating) return false;
    if (this.#volumes === undefined) {
      this.#mountNotBeforeMs = 0;
      return true;
    }
    if (!this.#sources.has(source)) return false;
    this.#volumesAreOld = true;
    return true;
  }

  container(name: string): ContainerState | undefined {
    return this.containers.find((state) => state.spec.name === name);
  }

  /** Init containers that have to succeed have, and sidecars have started. */
  initialized(): boolean {
    return this.init.every((state) => (state.kind === 'sidecar' ? state.started : state.run?.end?.exitCode === 0));
  }

  /** Brings the containers closer to what the pod says. */
  sync(pod: Pod): void {
    const { labels, annotations } = this.#pod.metadata;
    if (labels !== pod.metadata.labels || annotations !== pod.metadata.annotations) this.#volumesAreOld = true;
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp) return this.#terminate(pod.metadata.deletionGracePeriodSeconds);
    if (this.#terminating || !this.#prepare(pod)) return;
    for (const state of this.init) {
      if (state.kind === 'sidecar') {
        this.#keepRunning(state);
        if (!state.started) return;
      } else if (state.run?.end?.exitCode !== 0) return this.#keepRunning(state);
    }
    for (const state of this.main) this.#keepRunning(state);
  }

  /** The pod is gone from the API: no grace. */
  kill(): void {
    this.#terminating = true;
    this.#cancelDeadline();
    for (const state of this.containers) {
      state.stopProbes();
      state.run?.machine.processes.endAll();
    }
    this.removeSandbox();
  }

  removeSandbox(): void {
    this.sandbox?.remove();
    this.sandbox = undefined;
  }

  /** Volumes and network; false while something is missing. */
  #prepare(pod: Pod): boolean {
    this.#volumes ??= this.#mount(pod);
    if (!this.#volumes) return false;
    if (this.#volumesAreOld) this.#refresh(pod, this.#volumes);
    this.sandbox ??= createSandbox(this.#context, pod, this.#pool);
    if (this.sandbox) return true;
    const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type="flannel" failed (add): no IP addresses available in range set`;
    this.#context.events.event(pod, 'Warning', 'FailedCreatePodSandBox', message);
    this.#requeue(MOUNT_RETRY_MS);
    return false;
  }

  #mount(pod: Pod): ReadonlyMap<string, PodVolume> | undefined {
    const { clock } = this.#context;
    if (clock.now() < this.#mountNotBeforeMs) return undefined;
    const volumes = new Map<string, PodVolume>();
    for (const volume of pod.spec.volumes ?? []) {
      try {
        volumes.set(volume.name, podVolume(this.#context, pod, volume));
      } catch (error) {
        if (!(error instanceof ContainerConfigError)) throw error;
        this.#failMount(pod, volume.name, error);
        this.#mountNotBeforeMs = clock.now() + MOUNT_RETRY_MS;
        this.#requeue(MOUNT_RETRY_MS);
        return undefined;
      }
    }
    this.#sources = payloadSources(pod.spec.volumes);
    return volumes;
  }

  /** What is mounted follows the API objects it is made of. What is no longer there stays as it was. */
  #refresh(pod: Pod, volumes: ReadonlyMap<string, PodVolume>): void {
    this.#volumesAreOld = false;
    for (const [name, volume] of volumes) {
      try {
        volume.refresh(pod);
      } catch (error) {
        if (!(error instanceof ContainerConfigError)) throw error;
        this.#failMount(pod, name, error);
      }
    }
  }

  #failMount(pod: Pod, volume: string, { message }: ContainerConfigError): void {
    const text = `MountVolume.SetUp failed for volume "${volume}" : ${message}`;
    this.#context.events.event(pod, 'Warning', 'FailedMount', text);
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
      isStopping: () => this.#terminating,
      onStarted: (run) => this.#watch(state, run, sandbox),
      onChange: (afterMs) => this.#requeue(afterMs),
    });
  }

  #watch(state: ContainerState, run: ContainerRun, { address }: PodSandbox): void {
    state.stopProbes = startProbes({
      context: this.#context,
      pod: this.#pod,
      state,
      run,
      podAddress: address,
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
    const deadlineMs = clock.now() + graceSeconds * 1000;
    if (!this.#terminating) {
      this.#terminating = true;
      this.#deadlineMs = deadlineMs;
      void this.#stopAll(graceSeconds).then(() => {
        this.terminated = true;
        this.#cancelDeadline();
        this.#requeue();
      });
    } else if (!this.terminated && deadlineMs < this.#deadlineMs) {
      this.#deadlineMs = deadlineMs;
      this.#cancelDeadline();
      this.#cancelDeadline = clock.schedule(graceSeconds * 1000, () => this.#cutShort.abort());
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
