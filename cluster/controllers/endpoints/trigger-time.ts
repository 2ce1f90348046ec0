import type { Pod, Service } from '../../client/objects.ts';
import { podCondition } from '../../client/pod-conditions.ts';

/** What an Endpoints object or a slice was last changed for: the earliest of the changes that led to it. */
export const LAST_CHANGE = 'endpoints.kubernetes.io/last-change-trigger-time';

interface Known {
  readonly service: string;
  readonly pods: ReadonlyMap<string, string>;
}

/** Remembers of each Service what it has seen of its pods (k8s.io/endpointslice/util TriggerTimeTracker). */
export class TriggerTimes {
  readonly #known = new Map<string, Known>();

  /** The earliest change since the last call; undefined when there was none. */
  next(key: string, service: Service, pods: readonly Pod[]): string | undefined {
    const known = this.#known.get(key);
    const times = new Map(pods.map((pod) => [pod.metadata.name, readyTime(pod)]));
    const changes = Array.from(times)
      .filter(([name, time]) => time > (known?.pods.get(name) ?? ''))
      .map(([, time]) => time);
    const { creationTimestamp } = service.metadata;
    if (creationTimestamp > (known?.service ?? '')) changes.push(creationTimestamp);
    this.#known.set(key, { service: creationTimestamp, pods: times });
    return changes.sort()[0];
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}

function readyTime(pod: Pod): string {
  return podCondition(pod, 'Ready')?.lastTransitionTime ?? pod.metadata.creationTimestamp;
}
