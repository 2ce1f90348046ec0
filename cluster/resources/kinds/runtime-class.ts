import type { RuntimeClass } from 'kubernetes-types/node/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { invalid } from '../field-error.ts';
import { typed } from '../typed.ts';
import { validateResources } from '../validation/container-resources.ts';
import { dns1123LabelProblems } from '../validation/names.ts';
import { validateLabels } from '../validation/object-meta.ts';
import { validateTolerations } from '../validation/pod-scheduling.ts';

export const runtimeClassKind = defineKind({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  namespaced: false,
  columns: [nameColumn, textColumn<RuntimeClass>('Handler', ({ handler }) => handler), ageColumn],
  validate(object) {
    const { handler = '', overhead, scheduling } = typed<RuntimeClass>(object);
    return [
      ...dns1123LabelProblems(handler).map((problem) => invalid('handler', handler, problem)),
      ...validateResources({ limits: overhead?.podFixed ?? {} }, 'overhead'),
      ...validateLabels(scheduling?.nodeSelector ?? {}, 'scheduling.nodeSelector'),
      ...validateTolerations(scheduling?.tolerations ?? [], 'scheduling.tolerations.tolerations'),
    ];
  },
  validateUpdate: (object, old) =>
    object['handler'] === old['handler'] ? [] : [invalid('handler', object['handler'], 'field is immutable')],
});
