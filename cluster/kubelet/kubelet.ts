import { ApiError } from '../client/client.ts';
import { deepEqual } from '../client/deep-equal.ts';
import { createEventRecorder } from '../client/events.ts';
import { keyOf, splitKey } from '../client/object-cache.ts';
import type { Pod } from '../client/objects.ts';
import { isPodTerminal } from '../client/pod-conditions.ts';
import { CONFIG_MAPS, PODS, SECRETS } from '../client/resources.ts';
import { WorkQueue } from '../client/work-queue.ts';
import { startWorker } from '../client/worker.ts';
import type { KubeletEndpoint } from '../machinery/kubelet-endpoint.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { createKubeletEndpoint } from './create-kubelet-endpoint.ts';
import { ImagePuller } from './image-puller.ts';
import type { KubeletContext, KubeletOptions } from './kubelet-options.ts';
import { registerNode } from './node-registration.ts';
import { PodAddressPool } from './pod-address-pool.ts';
import { podStatus } from './pod-status.ts';
import { PodWorker } from './pod-worker.ts';

/** Pods of a node that are worked on at the same time. */
const CONCURRENCY = 16;

export interface Kubelet {
  /** What the API server asks this node for. */
  readonly endpoint: KubeletEndpoint;
  /** Registers the node and takes up its pods; call it after the informers have been started. */
  start(): Promise<void>;
  /** Ends all containers without a word: the machine is switched off. */
  stop(): void;
}

/** One node's agent: what is bound to the node runs there, and the API tells how it is (pkg/kubelet). */
export function createKubelet(options: KubeletOptions): Kubelet {
  const { node, client, informers, clock, activity, logger } = options;
  const queue = new WorkQueue(clock, activity);
  const source = { component: 'kubelet', host: node.name };
  const context: KubeletContext = {
    ...options,
    events: createEventRecorder({ client, clock, activity, source }),
    requeue: (key, afterMs = 0) => queue.addAfter(key, afterMs),
  };
  const pods = informers.informer(PODS);
  const workers = new Map<string, PodWorker>();
  const puller = new ImagePuller(context);
  const pool = new PodAddressPool(node.podCidr);
  const stops: (() => void)[] = [];

  const syncPod = async (key: string) => {
    const cached = pods.get(key);
    const pod = cached?.spec.nodeName === node.name ? cached : undefined;
    let worker = workers.get(key);
    if (worker && worker.uid !== pod?.metadata.uid) {
      worker.kill();
      workers.delete(key);
      worker = undefined;
    }
    if (!pod) return;
    if (!worker) {
      if (isPodTerminal(pod)) return pod.metadata.deletionTimestamp ? removePod(context, pod) : undefined;
      worker = new PodWorker(context, puller, pool, pod);
      workers.set(key, worker);
    }
    worker.sync(pod);
    await writeStatus(context, pod, worker);
    if (!worker.terminated) return;
    worker.removeSandbox();
    workers.delete(key);
    await removePod(context, pods.get(key) ?? pod);
  };

  /** What a pod waits for may have come. */
  const retryMounts = (resource: typeof CONFIG_MAPS | typeof SECRETS) =>
    informers.informer<KubernetesObject>(resource).onChange((current) => {
      if (!current) return;
      for (const [key, worker] of workers) {
        if (splitKey(key).namespace === current.metadata.namespace && worker.retryVolumes()) queue.add(key);
      }
    });

  return {
    endpoint: createKubeletEndpoint({ clock, worker: ({ namespace, name }) => workers.get(`${namespace}/${name}`) }),
    start: async () => {
      stops.push(await registerNode(context));
      startWorker({
        queue,
        concurrency: CONCURRENCY,
        process: syncPod,
        onError: (key, error) => logger.error({ err: error, node: node.name, pod: key }, 'pod sync failed'),
      });
      stops.push(...[CONFIG_MAPS, SECRETS].map((resource) => retryMounts(resource)));
      stops.push(
        pods.onChange((current, previous) => {
          const pod = current ?? previous;
          if (pod?.spec.nodeName === node.name) queue.add(keyOf(pod));
        }),
      );
    },
    stop: () => {
      for (const stop of stops) stop();
      queue.close();
      for (const worker of workers.values()) worker.kill();
      workers.clear();
    },
  };
}

async function writeStatus({ client, ...context }: KubeletContext, pod: Pod, worker: PodWorker): Promise<void> {
  const status = podStatus({ client, ...context }, pod, worker);
  const current = pod.status ?? {};
  const merged = { ...current, ...status };
  if (deepEqual(current, merged)) return;
  await unlessGone(() => client.resource(PODS).updateStatus({ ...pod, status: merged }));
}

/** The pod's containers have ended: nothing holds it in the API any more. */
async function removePod({ client }: KubeletContext, pod: Pod): Promise<void> {
  const { namespace, name } = splitKey(keyOf(pod));
  const preconditions = { uid: pod.metadata.uid };
  await unlessGone(() => client.resource(PODS).delete(name, namespace, { gracePeriodSeconds: 0, preconditions }));
}

async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof ApiError && error.reason === 'NotFound')) throw error;
  }
}
