import { columnsOfStored } from '../columns-of-stored.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { autoscalerFromVersion1, autoscalerToVersion1 } from '../horizontal-pod-autoscaler-conversion.ts';
import type { VersionConversion } from '../resource-definition.ts';
import { typed } from '../typed.ts';
import { horizontalPodAutoscalerKind } from './horizontal-pod-autoscaler.ts';

const conversion: VersionConversion = {
  stored: horizontalPodAutoscalerKind,
  toStored: autoscalerFromVersion1,
  fromStored: autoscalerToVersion1,
};

/** autoscaling/v1: one figure for the CPU; what else v2 says is kept in annotations. */
export const horizontalPodAutoscalerVersion1Kind = defineKind({
  group: 'autoscaling',
  version: 'v1',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  subresources: [STATUS],
  columns: columnsOfStored(conversion),
  conversion,
  defaults(object) {
    const { spec } = typed<{ spec?: { minReplicas?: number } }>(object);
    if (spec) spec.minReplicas ??= 1;
  },
});
