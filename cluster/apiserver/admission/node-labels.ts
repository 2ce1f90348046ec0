/** Kubernetes' own labels that a kubelet may set on its node (k8s.io/kubelet/pkg/apis/well_known_labels.go). */
const OWN: ReadonlySet<string> = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);
const OWN_DOMAINS: readonly string[] = ['kubelet.kubernetes.io', 'node.kubernetes.io'];

const isIn = (namespace: string, domain: string) => namespace === domain || namespace.endsWith(`.${domain}`);

/** The labels among these that are not a kubelet's to set, in order. */
export function foreignLabels(labels: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(labels)
    .filter((label) => {
      const namespace = label.includes('/') ? (label.split('/')[0] ?? '') : '';
      if (isIn(namespace, 'node-restriction.kubernetes.io')) return true;
      if (!isIn(namespace, 'kubernetes.io') && !isIn(namespace, 'k8s.io')) return false;
      return !OWN.has(label) && !OWN_DOMAINS.some((domain) => isIn(namespace, domain));
    })
    .sort();
}
