import type { Pod } from '../client/objects.ts';

/** The cluster's domain, and what the node itself asks. */
const DOMAIN = 'cluster.local';
const NODE_NAMESERVER = '10.100.1.1';

/** /etc/resolv.conf of a pod by its dnsPolicy and dnsConfig (pkg/kubelet/network/dns GetPodDNS). */
export function resolverFile(pod: Pod, clusterDns: string): string {
  const { dnsPolicy = 'ClusterFirst', dnsConfig = {}, hostNetwork } = pod.spec;
  const inCluster = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && !hostNetwork);
  const { namespace } = pod.metadata;
  const own = inCluster
    ? {
        servers: [clusterDns],
        searches: [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN],
        options: [['ndots', '5']] as [string, string | undefined][],
      }
    : { servers: dnsPolicy === 'None' ? [] : [NODE_NAMESERVER], searches: [], options: [] };
  const searches = unique([...own.searches, ...(dnsConfig.searches ?? [])]);
  const servers = unique([...own.servers, ...(dnsConfig.nameservers ?? [])]);
  const options = new Map<string, string | undefined>(own.options);
  for (const { name = '', value } of dnsConfig.options ?? []) options.set(name, value);
  const words = [...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`));
  return [
    ...(searches.length > 0 ? [`search ${searches.join(' ')}\n`] : []),
    ...servers.map((server) => `nameserver ${server}\n`),
    ...(words.length > 0 ? [`options ${words.join(' ')}\n`] : []),
  ].join('');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
