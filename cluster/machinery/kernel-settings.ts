import type { LayerEntry } from './file-tree.ts';

/** What sysctl(8) is asked for most, as Debian and a node's set-up leave it. */
const SYSCTLS: readonly (readonly [string, string])[] = [
  ['fs/file-max', '9223372036854775807'],
  ['fs/inotify/max_user_watches', '65536'],
  ['kernel/osrelease', '6.1.0-32-amd64'],
  ['kernel/ostype', 'Linux'],
  ['kernel/pid_max', '4194304'],
  ['net/bridge/bridge-nf-call-iptables', '1'],
  ['net/core/somaxconn', '4096'],
  ['net/ipv4/ip_forward', '1'],
  ['net/ipv4/ip_local_port_range', '32768\t60999'],
  ['net/ipv4/tcp_syncookies', '1'],
  ['net/netfilter/nf_conntrack_generic_timeout', '600'],
  ['net/netfilter/nf_conntrack_icmp_timeout', '30'],
  ['net/netfilter/nf_conntrack_max', '131072'],
  ['net/netfilter/nf_conntrack_tcp_be_liberal', '0'],
  ['net/netfilter/nf_conntrack_tcp_loose', '1'],
  ['net/netfilter/nf_conntrack_tcp_timeout_close', '10'],
  ['net/netfilter/nf_conntrack_tcp_timeout_close_wait', '3600'],
  ['net/netfilter/nf_conntrack_tcp_timeout_established', '86400'],
  ['net/netfilter/nf_conntrack_tcp_timeout_fin_wait', '120'],
  ['net/netfilter/nf_conntrack_tcp_timeout_last_ack', '30'],
  ['net/netfilter/nf_conntrack_tcp_timeout_syn_recv', '60'],
  ['net/netfilter/nf_conntrack_tcp_timeout_syn_sent', '120'],
  ['net/netfilter/nf_conntrack_tcp_timeout_time_wait', '120'],
  ['net/netfilter/nf_conntrack_udp_timeout', '30'],
  ['net/netfilter/nf_conntrack_udp_timeout_stream', '120'],
  ['vm/max_map_count', '65530'],
  ['vm/overcommit_memory', '1'],
  ['vm/swappiness', '60'],
];

/** /proc/sys */
export const KERNEL_SETTINGS: readonly LayerEntry[] = SYSCTLS.map(([path, value]) => ({
  path: `/proc/sys/${path}`,
  content: `${value}\n`,
}));

/** /proc/cpuinfo */
export function cpuInfo(): string {
  const processor = (number: number) => `processor\t: ${number}
vendor_id\t: GenuineIntel
cpu family\t: 6
model\t\t: 106
model name\t: Intel(R) Xeon(R) Processor @ 2.80GHz
stepping\t: 6
cpu MHz\t\t: 2800.000
cache size\t: 16384 KB
physical id\t: 0
siblings\t: 4
core id\t\t: ${Math.floor(number / 2)}
cpu cores\t: 2
bogomips\t: 5600.00
clflush size\t: 64
address sizes\t: 46 bits physical, 48 bits virtual

`;
  return [0, 1, 2, 3].map(processor).join('');
}
