import type { Pod } from '../client/objects.ts';
import type { PodSandbox } from './pod-sandbox.ts';

/** /etc/hosts as the kubelet writes it (kubelet_pods.go managedHostsFileContent, nodeHostsFileContent). */
export function hostsFile(pod: Pod, { address, hostname, domain }: PodSandbox, nodeHosts: string): string {
  const aliases = (pod.spec.hostAliases ?? []).map(({ ip, hostnames = [] }) => `${ip}\t${hostnames.join('\t')}\n`);
  const added = aliases.length > 0 ? ['\n# Entries added by HostAliases.\n', ...aliases] : [];
  if (pod.spec.hostNetwork) {
    return ['# Kubernetes-managed hosts file (host network).\n', nodeHosts, ...added].join('');
  }
  return [
    '# Kubernetes-managed hosts file.\n',
    '127.0.0.1\tlocalhost\n',
    '::1\tlocalhost ip6-localhost ip6-loopback\n',
    'fe00::0\tip6-localnet\n',
    'fe00::0\tip6-mcastprefix\n',
    'fe00::1\tip6-allnodes\n',
    'fe00::2\tip6-allrouters\n',
    domain
      ? `${address}\t${hostname.split('.')[0]}.${domain}\t${hostname.split('.')[0]}\n`
      : `${address}\t${hostname}\n`,
    ...added,
  ].join('');
}
