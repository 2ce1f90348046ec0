import { expect, test } from 'vitest';
import { NAMESPACES, NETWORK_POLICIES, PODS } from '../../client/resources.ts';
import { FakeInformers } from '../../kube-proxy/fake-informers.ts';
import { createPolicyGuard } from './policy-guard.ts';

const pod = (namespace: string, name: string, podIP: string, labels: Record<string, string>) => ({
  metadata: { namespace, name, labels },
  spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
  status: { podIP },
});

function guardWith(spec: Record<string, unknown>) {
  const informers = new FakeInformers();
  informers.put(
    PODS,
    pod('shop', 'web', '192.168.1.2', { app: 'web' }),
    pod('shop', 'cart', '192.168.1.3', { app: 'cart' }),
    pod('team', 'ops', '192.168.2.4', { app: 'ops' }),
  );
  informers.put(NAMESPACES, { metadata: { name: 'team', labels: { kind: 'staff' } } });
  informers.put(NETWORK_POLICIES, { metadata: { namespace: 'shop', name: 'rule' }, spec });
  const guard = createPolicyGuard(informers);
  const into = (source: string, port = 8080) =>
    guard({ host: 'pod/shop/web', direction: 'in', protocol: 'tcp', source, destination: '192.168.1.2', port });
  const out = (destination: string, port = 8080) =>
    guard({ host: 'pod/shop/web', direction: 'out', protocol: 'tcp', source: '192.168.1.2', destination, port });
  const passes = (...sources: string[]) => sources.map((source) => into(source) === undefined);
  return { into, out, passes };
}

const CART = '192.168.1.3';
const OPS = '192.168.2.4';
const OUTSIDE = '203.0.113.10';

test('an empty policy denies all that comes, names itself, and leaves the way out open', () => {
  const { into, out } = guardWith({ podSelector: {}, policyTypes: ['Ingress'] });
  expect(into(CART)).toEqual({
    rule: 'NetworkPolicy shop/rule: Ingress from 192.168.1.3 to port 8080 is not allowed',
    origin: { object: 'NetworkPolicy shop/rule', field: 'spec.ingress', value: 'from 192.168.1.3 to port 8080' },
  });
  expect(out(OUTSIDE)).toBeUndefined();
});

test('pods that no policy selects are open', () => {
  expect(guardWith({ podSelector: { matchLabels: { app: 'cart' } } }).passes(OPS)).toEqual([true]);
});

test.each([
  [{ podSelector: { matchLabels: { app: 'cart' } } }, [true, false, false]],
  [{ namespaceSelector: { matchLabels: { kind: 'staff' } } }, [false, true, false]],
  [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'ops' } } }, [false, true, false]],
  [{ podSelector: {} }, [true, false, false]],
  [{ ipBlock: { cidr: '192.168.0.0/16', except: ['192.168.2.0/24'] } }, [true, false, false]],
  [{ ipBlock: { cidr: '0.0.0.0/0' } }, [true, true, true]],
])('from %j', (peer, expected) => {
  expect(guardWith({ podSelector: {}, ingress: [{ from: [peer] }] }).passes(CART, OPS, OUTSIDE)).toEqual(expected);
});

test.each([
  [{ port: 'http' }, [true, false]],
  [{ port: 8080, endPort: 8081 }, [true, true]],
  [{ protocol: 'UDP', port: 8080 }, [false, false]],
  [{ protocol: 'TCP' }, [true, true]],
])('to port %j', (port, expected) => {
  const { into } = guardWith({ podSelector: {}, ingress: [{ ports: [port] }] });
  expect([8080, 8081].map((each) => into(CART, each) === undefined)).toEqual(expected);
});

test('what leaves is allowed by where it goes', () => {
  const egress = [{ to: [{ podSelector: { matchLabels: { app: 'cart' } } }], ports: [{ port: 'http' }] }];
  const { out, into } = guardWith({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress });
  expect([out(CART), out(CART, 9090), out(OUTSIDE), into(OUTSIDE)].map((refusal) => refusal?.origin.field)).toEqual([
    undefined,
    'spec.egress',
    'spec.egress',
    undefined,
  ]);
});
