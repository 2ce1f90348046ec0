import { createEventRecorder } from '../client/events.ts';
import { keyOf } from '../client/object-cache.ts';
import { CONFIG_MAPS, PODS, SECRETS } from '../client/resources.ts';
import { WorkQueue } from '../client/work-queue.ts';
import { startWorker } from '../client/worker.ts';
import type { KubeletEndpoint } from '../machinery/kubelet-endpoint.ts';
import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import type { NodeServices } from '../machinery/node-services.ts';
import { AgentSwitch } from './agent-switch.ts';
import { createKubeletEndpoint } from './create-kubelet-endpoint.ts';
import { ImagePuller } from './image-puller.ts';
import { kubeletHttp } from './kubelet-http.ts';
import { KubeletJournal } from './kubelet-journal.ts';
import type { KubeletContext, KubeletOptions } from './kubelet-options.ts';
import { NodeRegistration } from './node-registration.ts';
import { createNodeServices } from './node-services.ts';
import type { NodeSnapshot } from './node-snapshot.ts';
import { PodWorkers } from './pod-workers.ts';

const VERSION = 'v1.34.4';
/** As it stands in the list of processes from the beginning (standing-processes.ts). */
const KUBELET_PID = 706;
/** Pods of a node that are worked on at the same time. */
const CONCURRENCY = 16;

export interface Kubelet {
  /** What the API server asks this node for. */
  readonly endpoint: KubeletEndpoint;
  /** Registers the node and takes up its pods; call it after the informers have been started. */
  start(): Promise<void>;
  /** What is to be `found` by a kubelet that goes on where this one is now. `leftOut` is told of what is too large. */
  snapshot(leftOut: (place: string) => void): NodeSnapshot;
  /** What the node's own programs ask of its daemons. */
  readonly services: NodeServices;
  /** Ends all containers without a word: the machine is switched off. */
  stop(): void;
}

/** One node's agent: what is bound to the node runs there, and the API tells how it is (pkg/kubelet). */
export function createKubelet(options: KubeletOptions): Kubelet {
  const { node, client, clock, activity, logger } = options;
  const queue = new WorkQueue(clock, activity);
  const source = { component: 'kubelet', host: node.name };
  const journal = new KubeletJournal(clock, KUBELET_PID);
  const context: KubeletContext = {
    ...options,
    journal,
    events: createEventRecorder({ client, clock, activity, source }),
    requeue: (key, afterMs = 0) => queue.addAfter(key, afterMs),
    imagesChanged: () => registration.imagesChanged(),
  };
  const puller = new ImagePuller(context);
  const workers = new PodWorkers(context, puller);
  const registration = new NodeRegistration(context, () => puller.nodeImages());
  const stops: (() => void)[] = [];
  const agent = new AgentSwitch(context, registration, (key) => queue.add(key));
  const services = createNodeServices({ context, workers: () => workers.all(), puller, agent });
  return {
    endpoint: agent.guard(endpointOf(context, workers)),
    services,
    start: async () => {
      if (options.found) workers.takeUp(options.found);
      await (options.found ? registration.goOn() : registration.start());
      journal.started(node.name, VERSION, options.found !== undefined);
      stops.push(() => registration.stop());
      startWorker({
        queue,
        concurrency: CONCURRENCY,
        process: async (key) => {
          if (agent.isWorking) await workers.sync(key);
        },
        onError: (key, error) => logger.error({ err: error, node: node.name, pod: key }, 'pod sync failed'),
      });
      stops.push(...watch(context, queue, workers));
    },
    snapshot: (leftOut) => workers.snapshot(leftOut),
    stop: () => {
      for (const stop of stops) stop();
      queue.close();
      workers.killAll();
    },
  };
}

function endpointOf({ clock, node, informers }: KubeletContext, workers: PodWorkers): KubeletEndpoint {
  const endpoint = createKubeletEndpoint({
    clock,
    worker: ({ namespace, name }) => workers.get(`${namespace}/${name}`),
  });
  const http = kubeletHttp({
    nodeName: node.name,
    pods: () =>
      informers
        .informer(PODS)
        .list()
        .filter(({ spec }) => spec.nodeName === node.name),
    containers: (pod) => workers.get(keyOf(pod))?.containers ?? [],
    logs: endpoint.logs,
  });
  return { ...endpoint, http };
}

/** Looks at a pod when it changes, and again when a ConfigMap or Secret of its volumes does. */
function watch({ informers, node }: KubeletContext, queue: WorkQueue, workers: PodWorkers): (() => void)[] {
  const changed = (kind: string) => (current: KubernetesObject | undefined, previous: KubernetesObject | undefined) => {
    const metadata = (current ?? previous)?.metadata;
    for (const key of workers.usersOf(`${kind}/${metadata?.name}`, metadata?.namespace)) queue.add(key);
  };
  return [
    informers.informer(CONFIG_MAPS).onChange(changed('ConfigMap')),
    informers.informer(SECRETS).onChange(changed('Secret')),
    informers.informer(PODS).onChange((current, previous) => {
      const pod = current ?? previous;
      if (pod?.spec.nodeName === node.name) queue.add(keyOf(pod));
    }),
  ];
}
