import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.d.ts';
import { ageColumn, integerColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { validateDisruptionBudget } from '../validation/disruption-budget.ts';

/** Columns: printPodDisruptionBudget. */
export const podDisruptionBudgetKind = defineKind({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<PodDisruptionBudget>('Min Available', ({ spec }) => String(spec?.minAvailable ?? 'N/A')),
    textColumn<PodDisruptionBudget>('Max Unavailable', ({ spec }) => String(spec?.maxUnavailable ?? 'N/A')),
    integerColumn<PodDisruptionBudget>('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0),
    ageColumn,
  ],
  prepareForCreate(object) {
    object['status'] = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate: validateDisruptionBudget,
});
