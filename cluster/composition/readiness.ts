import type { Activity } from '../client/activity.ts';
import type { InformerFactory } from '../client/informer-factory.ts';
import { NODES, PODS } from '../client/resources.ts';

interface WithConditions {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] | undefined };
}

export interface ReadinessOptions {
  readonly informers: InformerFactory;
  readonly activity: Activity;
  readonly nodes: number;
  /** Other things that are under way, and how to hear of their end. */
  readonly busy: () => boolean;
  readonly onChange: (listener: () => void) => () => void;
}

/** Resolves when nothing is left to do: queues empty, every node there, every pod that stays Ready, none going. */
export function readinessOf(options: ReadinessOptions): () => Promise<void> {
  const pods = options.informers.informer(PODS);
  const nodes = options.informers.informer(NODES);
  const ready = () =>
    !options.busy() &&
    nodes.list().filter(isReady).length === options.nodes &&
    pods.list().every((pod) => !pod.metadata.deletionTimestamp && (pod.status?.phase === 'Succeeded' || isReady(pod)));
  return async () => {
    await options.activity.settled();
    while (!ready()) {
      await new Promise<void>((resolve) => {
        // An informer tells what is there already while it is being subscribed to: only later news count.
        let subscribed = false;
        const wake = () => {
          if (!subscribed) return;
          for (const stop of stops) stop();
          resolve();
        };
        const stops = [pods.onChange(wake), nodes.onChange(wake), options.onChange(wake)];
        subscribed = true;
      });
      await options.activity.settled();
    }
  };
}

function isReady(object: WithConditions): boolean {
  return (
    object.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false
  );
}
