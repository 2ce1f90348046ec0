import { completeKubectl } from '../kubectl/completion.ts';
import { kubectl } from '../kubectl/kubectl.ts';
import { awk, gunzip, gzip, jq, tar, yq, zcat } from '../tools/batch-tools.ts';
import { bash } from './bash.ts';
import { type Command, EVERYWHERE, ON_HOSTS } from './command.ts';
import { curl } from './curl/curl.ts';
import { hops } from './hops/hops.ts';
import { ip } from './ip/ip.ts';
import { completeLb, lb } from './load-balancer/lb.ts';
import { dig } from './name-lookup/dig.ts';
import { host } from './name-lookup/host.ts';
import { nslookup } from './name-lookup/nslookup.ts';
import { netcat } from './netcat.ts';
import { conntrack } from './netfilter/conntrack.ts';
import { iptables } from './netfilter/iptables.ts';
import { iptablesSave } from './netfilter/iptables-save.ts';
import { ping } from './ping.ts';
import { completeSsh, ssh } from './secure-shell/ssh.ts';
import { sshd } from './secure-shell/sshd.ts';
import { socketStatistics } from './socket-statistics.ts';
import { sudo } from './sudo.ts';

// Written by another builder right now, do not write them: nano, vi, less, more, watch, diff, jq, yq, awk, sed, tar, gzip (shell/tools/, shell/commands/editor/, shell/commands/pager/).
/** Every command of every machine, one line each, by name. */
export const COMMANDS: readonly Command[] = [
  { name: 'awk', program: awk, kinds: EVERYWHERE },
  { name: 'bash', program: bash, kinds: EVERYWHERE },
  { name: 'conntrack', program: conntrack, kinds: EVERYWHERE },
  { name: 'curl', program: curl, kinds: EVERYWHERE },
  { name: 'dig', program: dig, kinds: EVERYWHERE },
  { name: 'gunzip', program: gunzip, kinds: EVERYWHERE },
  { name: 'gzip', program: gzip, kinds: EVERYWHERE },
  { name: 'hops', program: hops, kinds: ['client'] },
  { name: 'host', program: host, kinds: EVERYWHERE },
  { name: 'ip', program: ip, kinds: EVERYWHERE },
  { name: 'iptables', program: iptables, kinds: EVERYWHERE },
  { name: 'iptables-save', program: iptablesSave, kinds: EVERYWHERE },
  { name: 'jq', program: jq, kinds: EVERYWHERE },
  { name: 'kubectl', program: kubectl, kinds: EVERYWHERE, complete: completeKubectl },
  { name: 'lb', program: lb, kinds: ['client'], complete: completeLb },
  { name: 'nc', program: netcat, kinds: EVERYWHERE },
  { name: 'nslookup', program: nslookup, kinds: EVERYWHERE },
  { name: 'ping', program: ping, kinds: EVERYWHERE },
  { name: 'ss', program: socketStatistics, kinds: EVERYWHERE },
  { name: 'ssh', program: ssh, kinds: ON_HOSTS, complete: completeSsh },
  { name: 'sh', program: bash, kinds: EVERYWHERE },
  { name: 'sshd', program: sshd, kinds: ['node'] },
  { name: 'sudo', program: sudo, kinds: ON_HOSTS },
  { name: 'tar', program: tar, kinds: EVERYWHERE },
  { name: 'yq', program: yq, kinds: EVERYWHERE },
  { name: 'zcat', program: zcat, kinds: EVERYWHERE },
];
