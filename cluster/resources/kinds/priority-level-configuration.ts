import type { PriorityLevelConfiguration } from 'kubernetes-types/flowcontrol/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateFlowStatus } from '../validation/flow-schema.ts';
import { validatePriorityLevelConfiguration } from '../validation/priority-level-configuration.ts';

type Level = PriorityLevelConfiguration;
const queuing = ({ spec }: Level) => spec?.limited?.limitResponse?.queuing;

/** Source: pkg/registry/flowcontrol/prioritylevelconfiguration/strategy.go; columns: printPriorityLevelConfiguration. */
export const priorityLevelConfigurationKind = defineKind({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  namespaced: false,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<Level>('Type', ({ spec }) => spec?.type ?? ''),
    textColumn<Level>('NominalConcurrencyShares', ({ spec }) => spec?.limited?.nominalConcurrencyShares ?? '<none>'),
    textColumn<Level>('Queues', (level) => queuing(level)?.queues ?? '<none>'),
    textColumn<Level>('HandSize', (level) => queuing(level)?.handSize ?? '<none>'),
    textColumn<Level>('QueueLengthLimit', (level) => queuing(level)?.queueLengthLimit ?? '<none>'),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<Level>>(object);
    if (spec?.exempt) {
      spec.exempt.nominalConcurrencyShares ??= 0;
      spec.exempt.lendablePercent ??= 0;
    }
    if (!spec?.limited) return;
    spec.limited.nominalConcurrencyShares ??= 30;
    spec.limited.lendablePercent ??= 0;
    const configuration = spec.limited.limitResponse?.queuing;
    if (!configuration) return;
    configuration.handSize ||= 8;
    configuration.queues ||= 64;
    configuration.queueLengthLimit ||= 50;
  },
  ...workloadStrategy,
  validate: validatePriorityLevelConfiguration,
  validateSubresource: validateFlowStatus,
});
