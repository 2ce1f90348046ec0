import type { Trace } from '../../../server/schemas/trace.ts';
import type { MapLayout } from './layout.ts';
import { listenersOf } from './member-rows.ts';
import { ruleText } from './rule-lines.ts';

/** What a box's card says, in its fixed order. Empty parts are left out. */
export interface Card {
  readonly title: string;
  readonly what: string;
  readonly rule: string;
  readonly field: string;
  readonly before: string;
  readonly after: string;
  readonly counts: string;
  /** The command that shows it here. */
  readonly tryIt: string;
}

type Box = Trace['boxes'][number];

/** The card of a box: what it is from the objects, what it did from the chosen request, how often from all of them. */
export function cardOf(id: string, map: MapLayout, trace: Trace | null, traces: readonly Trace[]): Card | null {
  const about = objectOf(id, map);
  if (!about) return null;
  const box = trace?.boxes.find((b) => b.id === id);
  const passed = traces.filter((t) => t.boxes.some((b) => b.id === id)).length;
  const faults = traces.filter((t) => t.result.kind !== 'answered' && t.result.at === id).length;
  const rewrites = traces.reduce((sum, t) => sum + (t.boxes.find((b) => b.id === id)?.rewrites.length ?? 0), 0);
  return {
    ...about,
    rule: box ? rulesOf(box) : about.rule,
    field: box ? fieldOf(box) : '',
    before: box?.received ? `${box.received.from} → ${box.received.to}` : '',
    after: box?.sent ? `${box.sent.from} → ${box.sent.to}` : '',
    counts: `${plural(passed, 'request')}, ${plural(rewrites, 'rewrite')}${faults > 0 ? `, ${faults} ended here` : ''}`,
  };
}

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

function rulesOf(box: Box): string {
  const rules = [box.decision?.rule, ...box.rewrites.map((r) => r.rule)].filter((rule): rule is string =>
    Boolean(rule),
  );
  return [...new Set(rules)].join('\n');
}

function fieldOf(box: Box): string {
  const origins = [box.decision?.origin, ...box.rewrites.map((r) => r.origin)].flatMap((origin) =>
    origin ? [origin] : [],
  );
  return [...new Set(origins.map((o) => `${o.object} · ${o.field}: ${o.value}`))].join('\n');
}

function objectOf(id: string, map: MapLayout): Pick<Card, 'title' | 'what' | 'rule' | 'tryIt'> | null {
  if (id === 'client')
    return {
      title: 'You, outside the cluster',
      what: 'Sends the request and waits for the answer.',
      rule: '',
      tryIt: 'ip addr show',
    };
  if (id === map.edge?.id)
    return {
      title: 'The provider’s edge',
      what: 'Routers that announce the public addresses to the world. Each packet gets the load balancer’s private address instead.',
      rule: '',
      tryIt: `ping -c 1 ${map.balancers.find((b) => b.balancer.edge)?.balancer.address ?? ''}`,
    };
  const lb = map.balancers.find((b) => b.id === id)?.balancer;
  if (lb) {
    const ports = listenersOf(lb);
    const members =
      lb.members.map((m) => `${m.node ?? m.address}:${m.port}${m.healthy ? '' : ' (unhealthy)'}`).join(', ') || 'none';
    return {
      title: `${lb.name}, layer-4 load balancer`,
      what: 'Takes the connection and hands it to one of its targets. It does not read HTTP.',
      rule: `${ports.length > 1 ? 'listeners' : 'listener'} ${ports.map((port) => `:${port}`).join(', ')}, targets: ${members}`,
      tryIt: `lb show ${lb.name}`,
    };
  }
  const band = map.bands.find((b) => b.id === id);
  if (band)
    return {
      title: `kube-proxy's rules on ${band.node.name}`,
      what: 'Rewrite the destination to one ready pod and, where the answer must come back here, the source. A Service is these lines, on every node.',
      rule: band.node.rules.map((rule) => ruleText(rule)).join('\n'),
      tryIt: `ssh ${band.node.name} iptables-save -t nat`,
    };
  return podOf(id, map);
}

function podOf(id: string, map: MapLayout): Pick<Card, 'title' | 'what' | 'rule' | 'tryIt'> | null {
  const pod = map.pods.find((p) => p.id === id)?.pod;
  if (!pod) {
    const fold = map.folds.find((f) => f.id === id);
    if (!fold) return null;
    return {
      title: `${fold.pods.length} more pods`,
      what: fold.pods.map((p) => `${p.name} ${p.address}`).join(', '),
      rule: '',
      tryIt: 'kubectl get pods -A -o wide',
    };
  }
  const proxy = pod.role === 'proxy';
  return {
    title: `${pod.name}, ${proxy ? 'proxy' : 'app'} pod on ${pod.node}`,
    what: proxy
      ? 'Ends the connection, reads the request and opens a connection of its own to a pod. It does not use the ClusterIP.'
      : 'Receives the request and answers it.',
    rule: '',
    tryIt: `kubectl describe pod -n ${pod.namespace} ${pod.name}`,
  };
}

/** What a screen reader says of a box. */
export function spokenBox(id: string, map: MapLayout, traces: readonly Trace[]): string {
  const passed = traces.filter((t) => t.boxes.some((b) => b.id === id)).length;
  const tail = `${plural(passed, 'request')} passed.`;
  if (id === 'client') return `You, ${map.clientAddress}. ${tail}`;
  if (id === map.edge?.id) return `The provider’s edge. ${tail}`;
  const lb = map.balancers.find((b) => b.id === id);
  if (lb)
    return `Load balancer ${lb.balancer.name}, ${lb.address.replace(/:(\d+)$/, ' port $1')}. ${lb.members.map((m) => m.label).join(', ')}. ${tail}`;
  const band = map.bands.find((b) => b.id === id);
  if (band) {
    const target = map.balancers.find((b) => b.balancer.members.some((m) => m.node === band.node.name));
    const rules = band.lines.map((line) => line.text.replace('→', 'to').replace(/^:/, 'port ')).join('. ');
    return `${band.node.name}, ${band.node.address}. ${target ? `Target of ${target.balancer.name}. ` : ''}${rules ? `Rules: ${rules}. ` : ''}${tail}`;
  }
  const pod = map.pods.find((p) => p.id === id)?.pod;
  if (pod)
    return `${pod.role === 'proxy' ? 'Proxy' : 'App'} pod ${pod.name} on ${pod.node}, ${pod.address}. ${pod.ready ? '' : 'Not ready. '}${tail}`;
  const fold = map.folds.find((f) => f.id === id);
  return fold ? `${fold.pods.length} more pods` : '';
}
