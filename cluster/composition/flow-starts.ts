import type { ClusterOptions } from '../cluster.ts';
import { RECORD_TYPES } from '../machinery/dns/message.ts';
import { type Machine, NetworkError } from '../machinery/machine.ts';
import type { FindStart } from '../trace/flow-start.ts';
import type { Core } from './core.ts';
import type { NameService } from './name-service.ts';

const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const ZONE = { zone: 'cluster.local.', ttl: 30, pods: 'insecure' } as const;

/** Where requests may begin: at the one who asks, a node or a pod. */
export function flowStarts({ clock }: Pick<ClusterOptions, 'clock'>, core: Core, asking: Machine): FindStart {
  const { network, names } = core;
  return (from, origin) => {
    const machine = from === undefined || from === 'client' ? asking : core.node(from.replace(/^node\//, ''))?.machine;
    if (machine) {
      const host = network.host(machine.network.hostId);
      return host ? { host, clock, origin, lookup: (name) => machine.network.lookup(name) } : null;
    }
    const host = from?.startsWith('pod/') ? network.host(from) : undefined;
    const namespace = from?.split('/')[1] ?? '';
    return host ? { host, clock, origin, lookup: async (name) => addressesInPod(names, name, namespace) } : null;
  };
}

/** By the search list of a pod's /etc/resolv.conf. */
function addressesInPod(names: NameService, text: string, namespace: string): string[] {
  if (ADDRESS.test(text)) return [text];
  const name = text.toLowerCase().replace(/\.$/, '');
  const domain = ZONE.zone.slice(0, -1);
  for (const full of [`${name}.${namespace}.svc.${domain}`, `${name}.svc.${domain}`, `${name}.${domain}`, name]) {
    const found = full.endsWith(domain)
      ? names.zone
          .answer(`${full}.`, RECORD_TYPES.A, ZONE, 0)
          .answers.flatMap(({ data }) => (data.kind === 'address' ? [data.address] : []))
      : names.resolve(full, 'A').found.map(({ value }) => value);
    if (found.length > 0) return found;
  }
  throw new NetworkError('ENOTFOUND', text);
}
