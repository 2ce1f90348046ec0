import type { Pod, Service } from '../../client/objects.ts';
import { isPodReady } from '../../client/pod-conditions.ts';
import type { TraceWhy } from '../trace.ts';
import type { ClusterFacts } from './cluster-facts.ts';
import { type Cause, keyOf } from './failure.ts';
import { notReady } from './not-ready.ts';

/** Nobody is behind the Service: its selector finds no pod, none of them is ready, or none has the named port. */
export const noEndpoints: Cause = ({ service, box, rule, kind, status }, facts) => {
  if (!service?.spec.selector || hasEndpoint(service, facts)) return null;
  const isProxyAnswer = kind === 'status' && status === 503;
  if (!isProxyAnswer && box.kind !== 'node' && box.kind !== 'client' && box.kind !== 'pod') return null;
  if (kind === 'unreachable') return null;
  const said = reasonOf(service, facts);
  return { cause: 'no-endpoints', at: box.id, decided: rule, ...said };
};

function hasEndpoint(service: Service, facts: ClusterFacts): boolean {
  return facts
    .slicesOf(service)
    .some(
      ({ ports, endpoints }) => (ports ?? []).length > 0 && endpoints?.some((each) => each.conditions?.ready !== false),
    );
}

/** What is missing behind a Service, and what would mend it. */
export function reasonOf(service: Service, facts: ClusterFacts): Pick<TraceWhy, 'text' | 'mend'> {
  const key = keyOf(service);
  const pods = facts.podsOf(service.metadata.namespace);
  const selected = pods.filter((pod) => matches(pod, service.spec.selector ?? {}));
  if (selected.length === 0) return nothingSelected(service, pods, facts);
  const ready = selected.filter(isPodReady);
  if (ready.length === 0) return notReady(key, selected, facts);
  const index = Math.max(0, service.spec.ports?.findIndex(({ targetPort }) => typeof targetPort === 'string') ?? 0);
  const value = `${service.spec.ports?.[index]?.targetPort ?? ''}`;
  return {
    text: `Service ${key} sends to the port named ${value}, and none of its ${ready.length} ready pods has a port of that name.`,
    mend: { object: `Service ${key}`, field: `spec.ports[${index}].targetPort`, value },
  };
}

function nothingSelected(service: Service, pods: readonly Pod[], facts: ClusterFacts): Pick<TraceWhy, 'text' | 'mend'> {
  const key = keyOf(service);
  const { namespace } = service.metadata;
  const selector = service.spec.selector ?? {};
  const value = Object.entries(selector)
    .map(([name, text]) => `${name}=${text}`)
    .join(',');
  const scaled = facts
    .deploymentsOf(namespace)
    .find(({ spec }) => spec.replicas === 0 && hasLabels(spec.template.metadata?.labels ?? {}, selector));
  if (scaled) {
    const object = `Deployment ${keyOf(scaled)}`;
    return {
      text: `Service ${key} has no pods: ${object} is scaled to 0.`,
      mend: { object, field: 'spec.replicas', value: '0' },
    };
  }
  const name = Object.keys(selector).find((label) => pods.some((pod) => pod.metadata.labels?.[label] !== undefined));
  const others = name ? [...new Set(pods.flatMap((pod) => pod.metadata.labels?.[name] ?? []))].sort() : [];
  const instead = others.length > 0 ? `; pods there have ${name}=${others.slice(0, 3).join(` and ${name}=`)}` : '';
  return {
    text: `Service ${key} selects ${value}, and no pod of namespace ${namespace} has these labels${instead}.`,
    mend: { object: `Service ${key}`, field: 'spec.selector', value },
  };
}

function matches(pod: Pod, selector: Readonly<Record<string, string>>): boolean {
  return hasLabels(pod.metadata.labels ?? {}, selector);
}

function hasLabels(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
