import { quantityValue } from '../../../cluster/machinery/quantity.ts';
import { humanDuration } from '../command-line/duration.ts';
import { type JsonObject, recordsAt, stringAt, stringMapAt } from '../json.ts';
import type { Lines } from './parts.ts';

const UNITS = Object.entries({ Ti: 1024 ** 4, Gi: 1024 ** 3, Mi: 1024 ** 2, Ki: 1024 });

/** Quantity's String: CPU in whole cores or thousandths, bytes in the largest binary unit that keeps them whole. */
function quantityText(resource: string, amount: number): string {
  if (resource === 'cpu') return Number.isInteger(amount) ? String(amount) : `${Math.ceil(amount * 1000 - 1e-6)}m`;
  if (amount === 0) return '0';
  for (const [unit, size] of UNITS) {
    if (amount % size === 0) return `${amount / size}${unit}`;
  }
  return String(amount);
}

/** PodRequestsAndLimits: the containers together, or one init container if that asks for more. */
function amountFor(pod: JsonObject, field: 'requests' | 'limits', resource: string): number {
  const of = (container: JsonObject) => quantityValue(stringAt(container, 'resources', field, resource) || '0');
  const together = recordsAt(pod, 'spec', 'containers').reduce((sum, container) => sum + of(container), 0);
  return Math.max(together, ...recordsAt(pod, 'spec', 'initContainers').map(of));
}

/** The pods of a node and what they ask for, against what it can give. */
export function nodeResourceLines(node: JsonObject, pods: readonly JsonObject[], nowMs: number): Lines {
  const allocatable = new Map(stringMapAt(node, 'status', 'allocatable'));
  const share = (resource: string, amount: number) => {
    const whole = quantityValue(allocatable.get(resource) ?? '0');
    return `${quantityText(resource, amount)} (${whole > 0 ? Math.trunc((amount / whole) * 100) : 0}%)`;
  };
  const podLine = (pod: JsonObject) => {
    const cells = ['cpu', 'memory'].flatMap((resource) =>
      (['requests', 'limits'] as const).map((field) => share(resource, amountFor(pod, field, resource))),
    );
    const age = humanDuration(nowMs - Date.parse(stringAt(pod, 'metadata', 'creationTimestamp')));
    return `  ${stringAt(pod, 'metadata', 'namespace')}\t${stringAt(pod, 'metadata', 'name')}\t\t${cells.join('\t')}\t${age}`;
  };
  const sum = (field: 'requests' | 'limits', resource: string) =>
    share(
      resource,
      pods.reduce((total, pod) => total + amountFor(pod, field, resource), 0),
    );
  const special = [...allocatable.keys()].filter((name) => name.startsWith('hugepages-') || name.includes('/')).sort();
  return [
    `Non-terminated Pods:\t(${pods.length} in total)`,
    '  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge',
    '  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---',
    ...pods.map(podLine),
    'Allocated resources:',
    '  (Total limits may be over 100 percent, i.e., overcommitted.)',
    '  Resource\tRequests\tLimits',
    '  --------\t--------\t------',
    ...['cpu', 'memory', 'ephemeral-storage'].map(
      (resource) => `  ${resource}\t${sum('requests', resource)}\t${sum('limits', resource)}`,
    ),
    ...special.map((resource) => `  ${resource}\t${sum('requests', resource)}\t${sum('limits', resource)}`),
  ];
}
