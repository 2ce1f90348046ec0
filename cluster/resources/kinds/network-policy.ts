import type { NetworkPolicy } from 'kubernetes-types/networking/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define-kind.ts';
import { bumpGeneration } from '../generation.ts';
import { labelSelectorText } from '../label-selector.ts';
import { type Mutable, typed } from '../typed.ts';
import { validateNetworkPolicy } from '../validation/network-policy.ts';

/** Source: pkg/apis/networking/v1/defaults.go; columns: printNetworkPolicy. */
export const networkPolicyKind = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  namespaced: true,
  columns: [
    nameColumn,
    textColumn<NetworkPolicy>('Pod-Selector', ({ spec }) => labelSelectorText(spec?.podSelector)),
    ageColumn,
  ],
  defaults(object) {
    const { spec } = typed<Mutable<NetworkPolicy>>(object);
    if (!spec) return;
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
    for (const rule of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of rule.ports ?? []) port.protocol ??= 'TCP';
    }
  },
  prepareForCreate(object) {
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: (object, old) => bumpGeneration(object, old),
  validate: validateNetworkPolicy,
});
