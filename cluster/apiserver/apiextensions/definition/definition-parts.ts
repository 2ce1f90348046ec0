import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import { isMap } from '../../json.ts';
import type { CustomResourceDefinition } from '../kind/custom-resource-definition.ts';

/** An object of the kind with what may be missing before it is valid filled in, so that validation can speak of it. */
export function definitionParts(object: KubernetesObject): CustomResourceDefinition {
  const spec = isMap(object.spec) ? object.spec : {};
  const status = isMap(object.status) ? object.status : {};
  const names = isMap(spec.names) ? spec.names : {};
  const accepted = isMap(status.acceptedNames) ? status.acceptedNames : {};
  return {
    ...object,
    spec: {
      group: '',
      scope: '',
      ...spec,
      names: { plural: '', kind: '', ...names },
      versions: (Array.isArray(spec.versions) ? spec.versions : [])
        .filter(isMap)
        .map((version) => ({ name: '', served: false, storage: false, ...version })),
    },
    status: { ...status, acceptedNames: { plural: '', kind: '', ...accepted } },
  };
}
