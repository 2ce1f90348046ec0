import type { Pod, PodSpec } from 'kubernetes-types/core/v1.d.ts';
import type { Mutable } from './typed.ts';

/** What the default admission plugins write into a new pod: Priority, DefaultTolerationSeconds. */
export function admitPod(pod: Mutable<Pod>): void {
  const spec = pod.spec;
  if (!spec) return;
  spec.priority ??= 0;
  spec.preemptionPolicy ??= 'PreemptLowerPriority';
  addTolerations(spec);
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
