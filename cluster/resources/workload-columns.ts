import type { PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';
import { wideColumn } from './columns.ts';
import { labelSelectorText } from './label-selector.ts';
import type { TableColumn } from './resource-definition.ts';

interface Workload {
  spec?: { template?: PodTemplateSpec; selector?: LabelSelector };
}

const containersOf = (workload: Workload) => workload.spec?.template?.spec?.containers ?? [];

/** Source: printers.layoutContainerCells. */
export const containerColumns: readonly TableColumn[] = [
  wideColumn<Workload>('Containers', (workload) =>
    containersOf(workload)
      .map((container) => container.name)
      .join(','),
  ),
  wideColumn<Workload>('Images', (workload) =>
    containersOf(workload)
      .map((container) => container.image ?? '')
      .join(','),
  ),
];

export const selectorColumn: TableColumn = wideColumn<Workload>('Selector', (workload) =>
  labelSelectorText(workload.spec?.selector),
);
