import type { Service } from 'kubernetes-types/core/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { keep } from '../generation.ts';
import { labelsText } from '../label-selector.ts';
import type { MutableObject, StrategyContext } from '../resource-definition.ts';
import { selectable } from '../selectable-fields.ts';
import { allocate, releaseAll } from '../service-allocation.ts';
import { defaultService, normalizeClusterIps } from '../service-defaults.ts';
import type { MutableService } from '../service-spec.ts';
import { dropTypeDependentFields, keepAllocatedValues } from '../service-update.ts';
import { typed } from '../typed.ts';
import { dns1035LabelProblems } from '../validation/names.ts';
import { serviceWarnings, validateService, validateServiceUpdate } from '../validation/service.ts';

/** Source: pkg/registry/core/service (strategy.go, storage/), pkg/apis/core/validation. */
export const serviceKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'Service',
  nameProblems: dns1035LabelProblems,
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: [
    {
      name: 'proxy',
      verbs: ['create', 'delete', 'get', 'patch', 'update'],
      kind: { group: '', version: 'v1', kind: 'ServiceProxyOptions' },
    },
    STATUS,
  ],
  columns: [
    nameColumn,
    textColumn<Service>('Type', ({ spec }) => spec?.type ?? ''),
    textColumn<Service>('Cluster-IP', ({ spec }) => spec?.clusterIPs?.[0] ?? '<none>'),
    textColumn<Service>('External-IP', externalAddress),
    textColumn<Service>('Port(s)', portList),
    ageColumn,
    wideColumn<Service>('Selector', ({ spec }) => labelsText(spec?.selector)),
  ],
  defaults: (object) => defaultService(typed<MutableService>(object)),
  prepareForCreate,
  prepareForUpdate,
  prepareForStatusUpdate: (object, old) => keep(object, old, 'spec'),
  validate: validateService,
  updateComesFirst: true,
  validateUpdate: validateServiceUpdate,
  warnings: serviceWarnings,
  released(object, context) {
    const { spec } = typed<MutableService>(object);
    if (spec) releaseAll(spec, context);
  },
  selectableFields: selectable<Service>({
    'spec.clusterIP': ({ spec }) => spec?.clusterIP,
    'spec.type': ({ spec }) => spec?.type,
  }),
});

/** A Service that will be refused anyway takes nothing, so that the refusal names the first cause. */
function prepareForCreate(object: MutableObject, context: StrategyContext): void {
  const service = typed<MutableService>(object);
  service.status = { loadBalancer: {} };
  if (!service.spec) return;
  normalizeClusterIps(service.spec, undefined);
  const problems = validateService(object).filter((error) => error.field !== 'spec.healthCheckNodePort');
  if (problems.length === 0) allocate(service.spec, undefined, context);
}

function prepareForUpdate(object: MutableObject, old: KubernetesObject, context: StrategyContext): void {
  const service = typed<MutableService>(object);
  const before = typed<MutableService>(old).spec;
  keep(object, old, 'status');
  if (!service.spec || !before) return;
  dropTypeDependentFields(service.spec, before);
  if (service.spec.type !== 'LoadBalancer') service.status = { loadBalancer: {} };
  keepAllocatedValues(service.spec, before);
  normalizeClusterIps(service.spec, before);
  if ([...validateServiceUpdate(object, old), ...validateService(object)].length > 0) return;
  allocate(service.spec, before, context);
}

/** Source: printers.getServiceExternalIP; the server prints wide rows always, so nothing is cut. */
function externalAddress({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? [];
  if (spec?.type === 'ExternalName') return spec.externalName ?? '';
  if (spec?.type !== 'LoadBalancer') return external.join(',') || '<none>';
  const ingress = (status?.loadBalancer?.ingress ?? [])
    .map((entry) => entry.ip || entry.hostname || '')
    .filter(Boolean);
  return [...new Set(ingress)].sort().concat(external).join(',') || '<pending>';
}

function portList({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}
