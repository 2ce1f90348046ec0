import { nameColumn, textColumn } from '../../resources/columns.ts';
import type { TableColumn } from '../../resources/resource-definition.ts';
import { type Route, type RouteTls, targetsOf } from './route.ts';

/** `oc get route` (openshift-apiserver pkg/route/printers). */
export const routeColumns: readonly TableColumn[] = [
  nameColumn,
  textColumn<Route>('Host/Port', hostText),
  textColumn<Route>('Path', ({ spec }) => spec.path ?? ''),
  textColumn<Route>('Services', servicesText),
  textColumn<Route>('Port', ({ spec }) => String(spec.port?.targetPort ?? '<all>')),
  textColumn<Route>('Termination', ({ spec }) => terminationText(spec.tls)),
  textColumn<Route>('Wildcard', ({ spec }) => spec.wildcardPolicy ?? ''),
];

/** The host, or why no router shows it. */
function hostText({ spec, status }: Route): string {
  const ingresses = status?.ingress;
  if (!ingresses) return spec.host ?? '';
  const admissions = ingresses.map((ingress) => ({
    host: ingress.host ?? '',
    condition: ingress.conditions?.find(({ type }) => type === 'Admitted'),
  }));
  const admitted = admissions.filter(({ condition }) => condition?.status === 'True');
  const rejected = admissions.filter(({ condition }) => condition?.status === 'False');
  const host = (admitted.find((each) => each.host === spec.host) ?? admitted.at(-1))?.host ?? spec.host ?? '';
  if (admitted.length === 0 && rejected.length > 0) return rejected.at(-1)?.condition?.reason ?? '';
  if (rejected.length > 0) return `${host} ... ${rejected.length} rejected`;
  if (admitted.length === 0) return 'Pending';
  return admitted.length > 1 ? `${host} ... ${admitted.length - 1} more` : host;
}

/** `hello(90%),hello-new(10%)`; a service alone has no share. */
function servicesText({ spec }: Route): string {
  const targets = targetsOf(spec);
  const total = targets.reduce((sum, { weight }) => sum + (weight ?? 0), 0);
  return targets
    .map(({ name, weight }) => {
      if (weight === undefined || weight === null || (targets.length === 1 && total !== 0)) return name;
      return total === 0 ? `${name}(0%)` : `${name}(${Math.trunc((weight * 100) / total)}%)`;
    })
    .join(',');
}

/** `edge/Redirect` */
function terminationText(tls: RouteTls | undefined): string {
  const policy = tls?.insecureEdgeTerminationPolicy;
  if (!tls?.termination) return policy ? `default/${policy}` : '';
  return policy ? `${tls.termination}/${policy}` : tls.termination;
}
