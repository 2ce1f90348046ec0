import type { Ingress, IngressRule } from 'kubernetes-types/networking/v1.d.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind, STATUS } from '../define-kind.ts';
import { workloadStrategy } from '../generation.ts';
import { validateIngress } from '../validation/ingress.ts';

/** Source: pkg/registry/networking/ingress/strategy.go; columns: printIngress. */
export const ingressKind = defineKind({
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  namespaced: true,
  subresources: [STATUS],
  columns: [
    nameColumn,
    textColumn<Ingress>('Class', ({ spec }) => spec?.ingressClassName ?? '<none>'),
    textColumn<Ingress>('Hosts', ({ spec }) => hosts(spec?.rules ?? [])),
    textColumn<Ingress>('Address', addresses),
    textColumn<Ingress>('Ports', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
    ageColumn,
  ],
  prepareForCreate(object) {
    object['status'] = { loadBalancer: {} };
    object.metadata['generation'] = 1;
  },
  prepareForUpdate: workloadStrategy.prepareForUpdate,
  prepareForStatusUpdate: workloadStrategy.prepareForStatusUpdate,
  validate: validateIngress,
  warnings(object) {
    if (object.metadata.annotations?.['kubernetes.io/ingress.class'] === undefined) return [];
    return ['annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead'];
  },
});

/** Source: printers.formatHosts. */
function hosts(rules: readonly IngressRule[]): string {
  const named: string[] = [];
  for (const { host } of rules) {
    if (named.length === 3) return `${named.join(',')} + ${rules.length - 3} more...`;
    if (host) named.push(host);
  }
  return named.join(',') || '*';
}

function addresses({ status }: Ingress): string {
  const found = (status?.loadBalancer?.ingress ?? []).map((entry) => entry.ip || entry.hostname || '').filter(Boolean);
  return [...new Set(found)].sort().join(',');
}
