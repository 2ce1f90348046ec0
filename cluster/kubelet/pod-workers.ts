import type { PodStatus } from 'kubernetes-types/core/v1.js';
import { ApiError } from '../client/client.ts';
import { deepEqual } from '../client/deep-equal.ts';
import type { Informer } from '../client/informer.ts';
import { keyOf, splitKey } from '../client/object-cache.ts';
import type { Pod } from '../client/objects.ts';
import { isPodTerminal } from '../client/pod-conditions.ts';
import { PODS } from '../client/resources.ts';
import { fromTime } from '../client/timestamps.ts';
import type { ImagePuller } from './image-puller.ts';
import type { KubeletContext } from './kubelet-options.ts';
import { admissionRefusal } from './node-admission.ts';
import { type NodeSnapshot, snapshotPod } from './node-snapshot.ts';
import { PodAddressPool } from './pod-address-pool.ts';
import { podStatus, rejectedStatus } from './pod-status.ts';
import { PodWorker } from './pod-worker.ts';

/** The pods of a node, each with its worker: brings both together and tells the API (pkg/kubelet/pod_workers.go). */
export class PodWorkers {
  readonly #context: KubeletContext;
  readonly #pods: Informer<Pod>;
  readonly #puller: ImagePuller;
  readonly #pool: PodAddressPool;
  #workers = new Map<string, PodWorker>();

  constructor(context: KubeletContext, puller: ImagePuller) {
    this.#context = context;
    this.#pods = context.informers.informer(PODS);
    this.#puller = puller;
    this.#pool = new PodAddressPool(context.node.podCidr);
  }

  all(): PodWorker[] {
    return [...this.#workers.values()];
  }

  get(key: string): PodWorker | undefined {
    return this.#workers.get(key);
  }

  /** Keys of pods in this namespace whose volumes need `source` (`Secret/name`), or could not be mounted yet. */
  usersOf(source: string, namespace: string | undefined): string[] {
    return [...this.#workers]
      .filter(([key, worker]) => splitKey(key).namespace === namespace && worker.sourceChanged(source))
      .map(([key]) => key);
  }

  /** Pods that ran here before this kubelet did go on, and nobody is told (kubelet HandlePodAdditions after a restart). */
  takeUp({ lastAddress, images, pods: found }: NodeSnapshot): void {
    for (const image of images) this.#puller.isPresent(image);
    const pods = this.#pods
      .list()
      .filter(({ spec, status }) => spec.nodeName === this.#context.node.name && status?.containerStatuses);
    const addresses = pods
      .filter((pod) => !isPodTerminal(pod) && !pod.spec.hostNetwork)
      .flatMap(({ status }) => status?.podIP ?? []);
    this.#pool.goOn(lastAddress, addresses);
    for (const pod of pods) {
      const started = pod.status?.startTime;
      const worker = new PodWorker(
        this.#context,
        this.#puller,
        this.#pool,
        pod,
        started ? fromTime(started) : undefined,
      );
      this.#workers.set(keyOf(pod), worker);
      worker.takeUp(found.find(({ uid }) => uid === pod.metadata.uid));
    }
  }

  /** `leftOut` is told of each file that is too much to keep. */
  snapshot(leftOut: (place: string) => void): NodeSnapshot {
    const pods = [...this.#workers.values()].map((worker) => snapshotPod(worker, leftOut));
    return { lastAddress: this.#pool.last, images: this.#puller.pulled(), pods };
  }

  killAll(): void {
    for (const worker of this.#workers.values()) worker.kill();
    this.#workers.clear();
  }

  async sync(key: string): Promise<void> {
    const cached = this.#pods.get(key);
    const pod = cached?.spec.nodeName === this.#context.node.name ? cached : undefined;
    const worker = this.#workerOf(key, pod);
    if (!pod) return;
    if (isPodTerminal(pod)) return this.#finish(pod, worker);
    if (!worker) return this.#admit(key, pod);
    worker.sync(pod, () => this.#podsBeside(worker));
    await this.#writeStatus(pod, podStatus(this.#context, pod, worker));
    this.#context.journal.podSynced(this.#pods.get(key) ?? pod, worker.containers);
    if (!worker.terminated) return;
    worker.removeSandbox();
    if (!pod.metadata.deletionTimestamp) return;
    this.#workers.delete(key);
    this.#retryResizes();
    await this.#remove(pod);
  }

  /** What holds resources of the node besides it. */
  #podsBeside(worker: PodWorker | undefined): Pod[] {
    const active = [...this.#workers.values()].filter((each) => each !== worker && !each.terminated);
    return active.map((each) => each.pod);
  }

  /** There is more room now: resizes that wait for it are tried again. */
  #retryResizes(): void {
    for (const [key, worker] of this.#workers) if (worker.pendingResize) this.#context.requeue(key);
  }

  /** The worker of this very pod; one of an older pod with the same name is killed. */
  #workerOf(key: string, pod: Pod | undefined): PodWorker | undefined {
    const worker = this.#workers.get(key);
    if (worker && worker.uid === pod?.metadata.uid) return worker;
    worker?.kill();
    this.#workers.delete(key);
    return undefined;
  }

  /** A pod that is new here gets its worker, or is refused. */
  async #admit(key: string, pod: Pod): Promise<void> {
    const refusal = admissionRefusal(this.#context, pod, this.#podsBeside(undefined));
    if (!refusal) {
      this.#workers.set(key, new PodWorker(this.#context, this.#puller, this.#pool, pod));
      return this.sync(key);
    }
    this.#context.events.event(pod, 'Warning', refusal.reason, refusal.message);
    await this.#writeStatus(pod, rejectedStatus(this.#context, pod, refusal));
  }

  /** Its containers will not run again: the worker stays for their logs, the address goes back. */
  async #finish(pod: Pod, worker: PodWorker | undefined): Promise<void> {
    worker?.removeSandbox();
    if (pod.metadata.deletionTimestamp) await this.#remove(pod);
  }

  async #writeStatus(pod: Pod, status: PodStatus): Promise<void> {
    const current = pod.status ?? {};
    const merged = { ...current, ...status };
    if (deepEqual(current, merged)) return;
    await unlessGone(() => this.#context.client.resource(PODS).updateStatus({ ...pod, status: merged }));
  }

  /** Nothing holds the pod in the API any more. */
  async #remove(pod: Pod): Promise<void> {
    const { namespace, name } = splitKey(keyOf(pod));
    const options = { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } };
    await unlessGone(() => this.#context.client.resource(PODS).delete(name, namespace, options));
  }
}

async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
  }
}
