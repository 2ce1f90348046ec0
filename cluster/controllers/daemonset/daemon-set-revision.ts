import { deepEqual } from '../../client/deep-equal.ts';
import type { ControllerRevision, DaemonSet } from '../../client/objects.ts';
import { controllerReference } from '../../client/owner-references.ts';
import { CONTROLLER_REVISIONS } from '../../client/resources.ts';
import type { ControllerContext } from '../controller.ts';
import { podTemplateHash } from '../deployment/pod-template-hash.ts';

export const CONTROLLER_REVISION_HASH = 'controller-revision-hash';

export function templateGeneration({ metadata }: Pick<DaemonSet, 'metadata'>): string {
  return metadata.annotations?.['deprecated.daemonset.template.generation'] ?? String(metadata.generation ?? 1);
}

/** The ControllerRevision of the present template, made when it is missing; gives its hash (pkg/controller/daemon/update.go). */
export async function ensureRevision(
  { client }: ControllerContext,
  set: DaemonSet,
  revisions: readonly ControllerRevision[],
): Promise<string> {
  const data = { spec: { template: { ...set.spec.template, $patch: 'replace' } } };
  const last = Math.max(0, ...revisions.map(({ revision }) => revision));
  const existing = revisions.find((revision) => deepEqual(revision.data, data));
  const resource = client.resource(CONTROLLER_REVISIONS);
  if (existing) {
    // A template that comes back becomes the newest again.
    if (existing.revision < last) await resource.update({ ...existing, revision: last + 1 });
    return existing.metadata.labels?.[CONTROLLER_REVISION_HASH] ?? '';
  }
  const hash = podTemplateHash(set.spec.template);
  const { name, namespace } = set.metadata;
  const labels = { ...set.spec.template.metadata?.labels, [CONTROLLER_REVISION_HASH]: hash };
  await resource.create({
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: { name: `${name}-${hash}`, namespace, labels, ownerReferences: [controllerReference(set)] },
    data,
    revision: last + 1,
  });
  return hash;
}
