import type { KubernetesObject } from '../../../machinery/kubernetes-object.ts';
import type { ScalePaths } from '../../../resources/resource-definition.ts';
import { fieldAt } from './field-at.ts';

export interface CustomScale {
  readonly replicas: number;
  readonly currentReplicas: number;
  readonly selector: string;
  /** The object has the field that is asked for: without it a patch must say how many. */
  readonly hasReplicas: boolean;
}

/** registry/customresource/etcd.go scaleFromCustomResource. */
export function customScale(object: KubernetesObject, paths: ScalePaths): CustomScale {
  const replicas = fieldAt(object, paths.specReplicas);
  const currentReplicas = fieldAt(object, paths.statusReplicas);
  const selector = paths.labelSelector && fieldAt(object, paths.labelSelector);
  return {
    replicas: typeof replicas === 'number' ? replicas : 0,
    currentReplicas: typeof currentReplicas === 'number' ? currentReplicas : 0,
    selector: typeof selector === 'string' ? selector : '',
    hasReplicas: replicas !== undefined,
  };
}
