import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { InformerFactory } from '../../client/informer-factory.ts';
import type { Pod } from '../../client/objects.ts';
import { controllerOf } from '../../client/owner-references.ts';
import { REPLICA_SETS, REPLICATION_CONTROLLERS, SERVICES, STATEFUL_SETS } from '../../client/resources.ts';
import { servicesOf } from '../endpoints/service-endpoints.ts';
import type { DefaultSelector } from './topology-spread-scores.ts';

/** What the Services and the controller of a pod select, all together (plugins/helper DefaultSelector). */
export function createDefaultSelector(informers: InformerFactory): DefaultSelector {
  const services = informers.informer(SERVICES);
  return (pod) => {
    const matchLabels: Record<string, string> = {};
    for (const { spec } of servicesOf(pod, services)) Object.assign(matchLabels, spec.selector);
    const owner = selectorOfOwner(pod, informers);
    Object.assign(matchLabels, owner?.matchLabels);
    const matchExpressions = owner?.matchExpressions ?? [];
    if (Object.keys(matchLabels).length + matchExpressions.length === 0) return undefined;
    return { matchLabels, matchExpressions };
  };
}

function selectorOfOwner(pod: Pod, informers: InformerFactory): LabelSelector | undefined {
  const owner = controllerOf(pod);
  if (!owner) return undefined;
  const key = `${pod.metadata.namespace}/${owner.name}`;
  switch (`${owner.apiVersion} ${owner.kind}`) {
    case 'v1 ReplicationController':
      return { matchLabels: informers.informer(REPLICATION_CONTROLLERS).get(key)?.spec.selector ?? {} };
    case 'apps/v1 ReplicaSet':
      return informers.informer(REPLICA_SETS).get(key)?.spec.selector;
    case 'apps/v1 StatefulSet':
      return informers.informer(STATEFUL_SETS).get(key)?.spec.selector;
    default:
      return undefined;
  }
}
