import type { LimitRange } from 'kubernetes-types/core/v1.d.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { type Mutable, typed } from '../typed.ts';

/** Source: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem. */
export const limitRangeKind = defineKind({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  shortNames: ['limits'],
  namespaced: true,
  columns: [nameColumn, createdAtColumn],
  defaults(object) {
    for (const item of typed<Mutable<LimitRange>>(object).spec?.limits ?? []) {
      if (item.type !== 'Container') continue;
      item.default = { ...item.max, ...item.default };
      item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
    }
  },
});
