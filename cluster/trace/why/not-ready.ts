import type { Pod } from '../../client/objects.ts';
import type { TraceWhy } from '../trace.ts';
import { workloadNameOf } from '../workloads.ts';
import type { ClusterFacts } from './cluster-facts.ts';

/** Pods are there, and none is Ready: what they wait for. */
export function notReady(
  serviceKey: string,
  pods: readonly Pod[],
  facts: ClusterFacts,
): Pick<TraceWhy, 'text' | 'mend'> {
  const [pod] = pods;
  const many = pods.length === 1 ? 'Its pod is' : `None of its ${pods.length} pods is`;
  const opening = `Service ${serviceKey} has no ready endpoint: ${pods.length === 1 ? `${many} not` : many} Ready`;
  if (!pod) return { text: `${opening}.`, mend: null };
  const owner = ownerOf(pod, facts);
  const waiting = pod.status?.containerStatuses?.find(({ state }) => state?.waiting?.reason);
  if (waiting) {
    const { reason } = waiting.state?.waiting ?? {};
    const index = Math.max(
      0,
      pod.spec.containers.findIndex(({ name }) => name === waiting.name),
    );
    const field = reason?.includes('Image') || reason === 'ErrImagePull' ? 'image' : 'command';
    const value = pod.spec.containers[index]?.image ?? '';
    return {
      text: `${opening} (${waiting.name}: ${reason}).`,
      mend: {
        object: owner.object,
        field: `${owner.prefix}containers[${index}].${field}`,
        value: field === 'image' ? value : `${reason}`,
      },
    };
  }
  const index = pod.spec.containers.findIndex(({ readinessProbe }) => readinessProbe !== undefined);
  const probe = pod.spec.containers[index]?.readinessProbe;
  if (!probe)
    return {
      text: `${opening}.`,
      mend: {
        object: `Pod ${pod.metadata.namespace}/${pod.metadata.name}`,
        field: 'status.conditions',
        value: 'Ready=False',
      },
    };
  const { httpGet, tcpSocket } = probe;
  const at = `${owner.prefix}containers[${index}].readinessProbe`;
  if (httpGet) {
    const text = `${opening}, because the readiness probe GET ${httpGet.path ?? '/'} on port ${httpGet.port} fails.`;
    const isOpen = facts
      .listening(`pod/${pod.metadata.namespace}/${pod.metadata.name}`)
      .some((each) => each.port === portOfProbe(pod, index, httpGet.port));
    const [field, value] = isOpen ? ['path', httpGet.path ?? '/'] : ['port', `${httpGet.port}`];
    return { text, mend: { object: owner.object, field: `${at}.httpGet.${field}`, value } };
  }
  const [field, value] = tcpSocket
    ? ['tcpSocket.port', `${tcpSocket.port}`]
    : ['exec.command', (probe.exec?.command ?? []).join(' ')];
  return {
    text: `${opening}, because the readiness probe fails.`,
    mend: { object: owner.object, field: `${at}.${field}`, value },
  };
}

/** Where a pod's spec is written: in its Deployment's template, or in itself. */
function ownerOf(pod: Pod, facts: ClusterFacts): { object: string; prefix: string } {
  const { namespace, name } = pod.metadata;
  const workload = workloadNameOf(pod);
  const deployment = facts.deploymentsOf(namespace).find(({ metadata }) => metadata.name === workload);
  return deployment
    ? { object: `Deployment ${namespace}/${workload}`, prefix: 'spec.template.spec.' }
    : { object: `Pod ${namespace}/${name}`, prefix: 'spec.' };
}

function portOfProbe(pod: Pod, index: number, port: string | number): number | undefined {
  if (typeof port === 'number') return port;
  return pod.spec.containers[index]?.ports?.find(({ name }) => name === port)?.containerPort;
}
