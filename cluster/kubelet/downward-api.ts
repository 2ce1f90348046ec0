import type { Container, ResourceFieldSelector } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { quantityNanos } from '../machinery/quantity.ts';
import { NODE_ALLOCATABLE } from './node-capacity.ts';

/** What the downward API may ask for beyond the pod's own fields. */
export interface DownwardValues {
  readonly podIp: string;
  readonly hostIp: string;
}

/** The downward API's fields (pkg/fieldpath). Undefined for a field there is not. */
export function fieldValue(pod: Pod, path: string, { podIp, hostIp }: DownwardValues): string | undefined {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (subscript) {
    return (subscript[1] === 'labels' ? metadata.labels : metadata.annotations)?.[subscript[2] ?? ''] ?? '';
  }
  const fields: Readonly<Record<string, () => string>> = {
    'metadata.name': () => metadata.name,
    'metadata.namespace': () => metadata.namespace,
    'metadata.uid': () => metadata.uid,
    'metadata.labels': () => lines(metadata.labels),
    'metadata.annotations': () => lines(metadata.annotations),
    'spec.nodeName': () => spec.nodeName ?? '',
    'spec.serviceAccountName': () => spec.serviceAccountName ?? '',
    'status.podIP': () => podIp,
    'status.podIPs': () => podIp,
    'status.hostIP': () => hostIp,
    'status.hostIPs': () => hostIp,
  };
  return fields[path]?.();
}

/** `key="value"` a line, sorted. */
function lines(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

/**
 * A container's limit or request in units of the divisor, rounded up; without a limit what the node can give
 * (pkg/api/v1/resource ExtractContainerResourceValue). The container is the selector's, or `own`.
 */
export function resourceValue(
  { spec }: Pod,
  { containerName, resource, divisor }: ResourceFieldSelector,
  own?: Container,
): string {
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  const container = containerName ? all.find(({ name }) => name === containerName) : own;
  const [kind, name = ''] = resource.split('.');
  const given = kind === 'limits' ? container?.resources?.limits?.[name] : container?.resources?.requests?.[name];
  const fallback = kind === 'limits' && (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage');
  const quantity = given ?? (fallback ? NODE_ALLOCATABLE[name] : '0');
  const unit = quantityNanos(!divisor || divisor === '0' ? '1' : divisor);
  const nanos = quantityNanos(quantity ?? '0');
  return String((nanos + unit - 1n) / unit);
}
