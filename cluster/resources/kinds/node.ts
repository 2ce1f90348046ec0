import type { Node } from 'kubernetes-types/core/v1.d.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { type FieldError, forbidden } from '../field-error.ts';
import { keep } from '../generation.ts';
import { same } from '../same.ts';
import { selectable } from '../selectable-fields.ts';
import { type Mutable, typed } from '../typed.ts';

/** Columns: pkg/printers/internalversion.printNode. */
export const nodeKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  shortNames: ['no'],
  namespaced: false,
  subresources: [
    {
      name: 'proxy',
      verbs: ['create', 'delete', 'get', 'patch', 'update'],
      kind: { group: '', version: 'v1', kind: 'NodeProxyOptions' },
    },
    STATUS,
  ],
  columns: [
    nameColumn,
    textColumn<Node>('Status', status),
    textColumn<Node>('Roles', roles),
    ageColumn,
    textColumn<Node>('Version', (node) => node.status?.nodeInfo?.kubeletVersion ?? ''),
    wideColumn<Node>('Internal-IP', (node) => address(node, 'InternalIP')),
    wideColumn<Node>('External-IP', (node) => address(node, 'ExternalIP')),
    wideColumn<Node>('OS-Image', (node) => node.status?.nodeInfo?.osImage || '<unknown>'),
    wideColumn<Node>('Kernel-Version', (node) => node.status?.nodeInfo?.kernelVersion || '<unknown>'),
    wideColumn<Node>('Container-Runtime', (node) => node.status?.nodeInfo?.containerRuntimeVersion || '<unknown>'),
  ],
  defaults(object) {
    const node = typed<Mutable<Node>>(object);
    node.spec ??= {};
    const { status } = node;
    if (status?.capacity) status.allocatable ??= { ...status.capacity };
  },
  prepareForUpdate(object, old) {
    keep(object, old, 'status');
  },
  prepareForStatusUpdate(object, old) {
    keep(object, old, 'spec');
  },
  validateUpdate(object, old) {
    const before = typed<Node>(old).spec;
    const after = typed<Node>(object).spec;
    const errors: FieldError[] = [];
    if (before?.podCIDR && !same(before.podCIDRs, after?.podCIDRs)) {
      errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
    }
    if (before?.providerID && before.providerID !== after?.providerID) {
      errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
    }
    return errors;
  },
  selectableFields: selectable<Node>({ 'spec.unschedulable': (node) => node.spec?.unschedulable ?? false }),
});

function status(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const words = [ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (node.spec?.unschedulable) words.push('SchedulingDisabled');
  return words.join(',');
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

function roles(node: Node): string {
  const found = new Set<string>();
  for (const [label, value] of Object.entries(node.metadata?.labels ?? {})) {
    if (label.startsWith(ROLE_PREFIX) && label.length > ROLE_PREFIX.length) found.add(label.slice(ROLE_PREFIX.length));
    else if (label === 'kubernetes.io/role' && value !== '') found.add(value);
  }
  return [...found].sort().join(',') || '<none>';
}

function address(node: Node, type: string): string {
  return node.status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>';
}
