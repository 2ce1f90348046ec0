import type { Informer } from '../client/informer.ts';
import type { Pod } from '../client/objects.ts';
import type { Workload } from './trace-context.ts';

/** Images whose containers pass requests on instead of answering them. */
const PROXY_REPOSITORIES = ['registry.k8s.io/ingress-nginx/controller', 'quay.io/openshift/origin-haproxy-router'];

/** Whether a pod's work is to pass requests on. */
export function roleOf(pod: Pod): 'proxy' | 'app' {
  const images = pod.spec.containers.map((container) => container.image ?? '');
  const isProxy = images.some((image) => PROXY_REPOSITORIES.some((repository) => image.startsWith(repository)));
  return isProxy ? 'proxy' : 'app';
}

export function podId(pod: Pod): string {
  return `pod/${pod.metadata.namespace}/${pod.metadata.name}`;
}

/** What made the pod, by name: the Deployment behind its ReplicaSet, its other owner, or itself. */
export function workloadNameOf(pod: Pod): string {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller);
  if (!owner) return pod.metadata.name;
  const hash = pod.metadata.labels?.['pod-template-hash'];
  return owner.kind === 'ReplicaSet' && hash && owner.name.endsWith(`-${hash}`)
    ? owner.name.slice(0, -hash.length - 1)
    : owner.name;
}

/** Finds the pod behind a network host: its own namespace, or a node's port that a host-network pod declares. */
export function workloadFinder(pods: Informer<Pod>): (hostId: string, port: number) => Workload | undefined {
  const podsOfNode = pods.index('hostNetworkNode', (pod) =>
    pod.spec.hostNetwork && pod.spec.nodeName ? [`node/${pod.spec.nodeName}`] : [],
  );
  return (hostId, port) => {
    const pod = hostId.startsWith('pod/')
      ? pods.get(hostId.slice(4))
      : podsOfNode(hostId).find((p) => declares(p, port));
    if (!pod) return undefined;
    return { id: podId(pod), name: pod.metadata.name, node: pod.spec.nodeName ?? '', role: roleOf(pod) };
  };
}

function declares(pod: Pod, port: number): boolean {
  return pod.spec.containers.some((container) =>
    container.ports?.some((p) => (p.hostPort ?? p.containerPort) === port),
  );
}
