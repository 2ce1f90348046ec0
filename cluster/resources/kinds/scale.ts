import { defineKind } from '../define-kind.ts';

/** What the subresource `scale` of other kinds reads and writes; nothing of it is stored. */
export const scaleKind = defineKind({
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  plural: 'scales',
  namespaced: true,
  verbs: [],
});
