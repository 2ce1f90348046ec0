import type { FlowSchema } from 'kubernetes-types/flowcontrol/v1.d.ts';
import type { KubernetesObject } from '../../machinery/kubernetes-object.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateFlowSchema, validateFlowStatus } from '../validation/flow-schema.ts';

/** Source: pkg/registry/flowcontrol/flowschema/strategy.go, pkg/apis/flowcontrol/v1/defaults.go; columns: printFlowSchema. */
export const flowSchemaKind = defineKind({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  namespaced: false,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<FlowSchema>('PriorityLevel', ({ spec }) => spec?.priorityLevelConfiguration.name ?? ''),
    textColumn<FlowSchema>('MatchingPrecedence', ({ spec }) => spec?.matchingPrecedence ?? 0),
    textColumn<FlowSchema>('DistinguisherMethod', ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>'),
    ageColumn,
    textColumn<FlowSchema>(
      'MissingPL',
      ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?',
    ),
  ],
  compareRows(a, b) {
    const precedence = (object: KubernetesObject) => typed<FlowSchema>(object).spec?.matchingPrecedence ?? 0;
    return precedence(a) - precedence(b) || ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1);
  },
  defaults(object) {
    const { spec } = typed<Mutable<FlowSchema>>(object);
    if (spec) spec.matchingPrecedence ||= 1000;
  },
  ...workloadStrategy,
  validate: validateFlowSchema,
  validateSubresource: validateFlowStatus,
});
