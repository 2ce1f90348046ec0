import type { Clock } from '../../machinery/clock.ts';
import type { ObjectTimeline } from './object-timeline.ts';

/** A load balancer as the timeline compares it. */
export interface BalancerState {
  readonly id: string;
  readonly name: string;
  readonly publicAddress: string | null;
  readonly announced: boolean;
  /** `TCP 80` → names of its members. */
  readonly listeners: ReadonlyMap<string, readonly string[]>;
}

/** Call after every change of the provider's load balancers: writes down what differs. */
export function balancerWatcher(
  read: () => readonly BalancerState[],
  clock: Clock,
  timeline: ObjectTimeline,
): () => void {
  let known = new Map<string, BalancerState>();
  return () => {
    const now = new Map(read().map((balancer) => [balancer.id, balancer]));
    const add = (name: string, what: string, detail = '') => {
      const entry = { atMs: clock.now(), who: 'cloud', what, object: `LoadBalancer ${name}`, detail };
      timeline.add(() => entry);
    };
    for (const balancer of now.values()) {
      for (const [what, detail] of differences(known.get(balancer.id), balancer)) add(balancer.name, what, detail);
    }
    for (const { id, name } of known.values()) if (!now.has(id)) add(name, 'deleted');
    known = now;
  };
}

function differences(before: BalancerState | undefined, { publicAddress, announced, listeners }: BalancerState) {
  const found: [string, string?][] = [];
  if (!before) found.push(['created']);
  if (publicAddress !== (before?.publicAddress ?? null)) {
    found.push(publicAddress ? ['address bound', publicAddress] : ['address released', before?.publicAddress ?? '']);
  }
  for (const [port, members] of listeners) {
    const old = before?.listeners.get(port);
    if (!old) found.push(['listener added', port]);
    if (members.join() !== (old ?? []).join()) found.push(['members set', `${port}: ${members.join(', ') || 'none'}`]);
  }
  for (const port of before?.listeners.keys() ?? []) if (!listeners.has(port)) found.push(['listener removed', port]);
  if (publicAddress && announced && !(before?.announced && before.publicAddress === publicAddress)) {
    found.push(['announced', publicAddress]);
  }
  return found;
}
