import type { InformerFactory } from '../client/informer-factory.ts';
import { SERVICES } from '../client/resources.ts';
import { HostedZone } from '../cloud/zone/hosted-zone.ts';
import type { NameService } from './name-service.ts';

/** As Cloudflare's automatic TTL. */
const TTL = 300;
const ZONE = 'wolfslight.cc.';
/** The demonstration's names and the Services whose load balancers they lead to. */
const NAMES: Readonly<Record<string, string>> = {
  'lb-demo/hello': `lb.${ZONE}`,
  'whoami/whoami': `whoami.${ZONE}`,
};

/** The demonstration's own zone at another provider of DNS: its records follow the addresses of its load balancers. */
export function addDemoZone({ zones }: NameService, informers: InformerFactory): () => void {
  const zone = new HostedZone({
    id: 'wolfslight',
    name: ZONE,
    comment: '',
    owner: 'service',
    nameServers: ['dina.ns.cloudflare.com.', 'rob.ns.cloudflare.com.'],
    authority: 'dina.ns.cloudflare.com. dns.cloudflare.com. 2381204512 10000 2400 604800 1800',
  });
  zones.add(zone);
  return informers.informer(SERVICES).onChange((current, previous) => {
    const { metadata } = current ?? previous ?? {};
    const name = NAMES[`${metadata?.namespace}/${metadata?.name}`];
    if (name === undefined) return;
    const address = current?.status?.loadBalancer?.ingress?.[0]?.ip;
    if (address) zone.upsert({ name, type: 'A', ttl: TTL, values: [address] });
    else if (zone.get(name, 'A')) zone.delete({ name, type: 'A' });
    zones.changed();
  });
}
