import type { RuleLine } from '../../network/netfilter/netfilter.ts';

const rules = (...lines: string[]): readonly RuleLine[] => lines.map((rule) => ({ rule }));

/** Jumps from the built-in chains, in the order in which kube-proxy's prepending leaves them (iptablesJumpChains). */
export const JUMPS = {
  nat: [
    ['PREROUTING', ['-m comment --comment "kubernetes service portals" -j KUBE-SERVICES']],
    ['OUTPUT', ['-m comment --comment "kubernetes service portals" -j KUBE-SERVICES']],
    ['POSTROUTING', ['-m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING']],
  ],
  filter: [
    [
      'INPUT',
      [
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        '-m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
        '-j KUBE-FIREWALL',
      ],
    ],
    [
      'FORWARD',
      [
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        '-m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES',
      ],
    ],
    [
      'OUTPUT',
      [
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL',
        '-m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
        '-j KUBE-FIREWALL',
      ],
    ],
  ],
} as const;

/** Of those, the kubelet's. */
export const KUBELET_RULES: ReadonlySet<string> = new Set(['-j KUBE-FIREWALL']);

/** Chains that say the same on every node at all times. */
export const FIXED_CHAINS = {
  nat: new Map([
    [
      'KUBE-POSTROUTING',
      rules(
        '-m mark ! --mark 0x4000/0x4000 -j RETURN',
        // So that a packet that comes through the hooks again is not masqueraded again.
        '-j MARK --set-xmark 0x4000/0x0',
        '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
      ),
    ],
    ['KUBE-MARK-MASQ', rules('-j MARK --set-xmark 0x4000/0x4000')],
  ]),
  filter: new Map([
    [
      'KUBE-FIREWALL',
      rules(
        '! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
      ),
    ],
    [
      'KUBE-FORWARD',
      rules(
        '-m conntrack --ctstate INVALID -j DROP',
        '-m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT',
        '-m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      ),
    ],
  ]),
} as const;

/** Empty chains by which kubelet and kube-proxy notice that somebody has flushed a table. */
export const CANARIES = ['KUBE-KUBELET-CANARY', 'KUBE-PROXY-CANARY'] as const;

const NODE_PORTS_COMMENT =
  '-m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain"';

/** The tail of KUBE-SERVICES. */
export const NODE_PORTS_JUMP: RuleLine = {
  rule: `${NODE_PORTS_COMMENT} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
};

/** The same where node ports are not to answer on 127.0.0.1. */
export const NODE_PORTS_JUMP_WITHOUT_LOCALHOST: RuleLine = {
  rule: `! -d 127.0.0.0/8 ${NODE_PORTS_COMMENT} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
};

/** The same where node ports answer on named addresses alone. */
export function nodePortsJumpTo(address: string): RuleLine {
  return { rule: `-d ${address}/32 ${NODE_PORTS_COMMENT} -j KUBE-NODEPORTS` };
}
