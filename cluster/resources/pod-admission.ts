import type { Pod, PodSpec, Volume, VolumeMount } from 'kubernetes-types/core/v1.d.ts';
import type { Random } from '../machinery/random.ts';
import type { Mutable } from './typed.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What the default admission plugins write into a new pod: ServiceAccount, Priority, DefaultTolerationSeconds. */
export function admitPod(pod: Mutable<Pod>, random: Random): void {
  const spec = pod.spec;
  if (!spec) return;
  if (!pod.metadata?.annotations?.['kubernetes.io/config.mirror']) addServiceAccount(spec, random);
  spec.priority ??= 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
  addTolerations(spec);
}

/** Source: plugin/pkg/admission/serviceaccount/admission.go. */
function addServiceAccount(spec: Mutable<PodSpec>, random: Random): void {
  spec.serviceAccountName ||= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  if (spec.automountServiceAccountToken === false) return;
  const lacking = [...(spec.containers ?? []), ...(spec.initContainers ?? [])].filter(
    (container) => !container.volumeMounts?.some((mount) => mount.mountPath === TOKEN_PATH),
  );
  if (lacking.length === 0) return;
  const present = spec.volumes?.find((volume) => volume.name.startsWith('kube-api-access-'));
  const name = present?.name ?? `kube-api-access-${random.suffix(5)}`;
  const mount: VolumeMount = { mountPath: TOKEN_PATH, name, readOnly: true };
  for (const container of lacking) container.volumeMounts = [...(container.volumeMounts ?? []), mount];
  if (!present) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)];
}

function tokenVolume(name: string): Mutable<Volume> {
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        {
          downwardAPI: {
            items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
          },
        },
      ],
    },
  };
}

/** Source: plugin/pkg/admission/defaulttolerationseconds/admission.go. */
function addTolerations(spec: Mutable<PodSpec>): void {
  for (const key of ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']) {
    const tolerated = spec.tolerations?.some(
      (toleration) =>
        (!toleration.key || toleration.key === key) && (!toleration.effect || toleration.effect === 'NoExecute'),
    );
    if (tolerated) continue;
    const toleration = { effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 };
    spec.tolerations = [...(spec.tolerations ?? []), toleration];
  }
}
