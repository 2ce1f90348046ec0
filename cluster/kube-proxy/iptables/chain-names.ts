import { createHash } from 'node:crypto';

/** Names are asked for by every node; a cluster has few. */
const CACHE_LIMIT = 4_096;
const hashes = new Map<string, string>();
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export interface ServiceChains {
  /** Cluster policy: all endpoints. */
  readonly cluster: string;
  /** Local policy: this node's endpoints. */
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** The chains of one Service port (portProtoHash in pkg/proxy/iptables). `servicePort`: `ns/name` or `ns/name:port`. */
export function serviceChains(servicePort: string, protocol: string): ServiceChains {
  const hash = chainHash(servicePort + protocol);
  return {
    cluster: `KUBE-SVC-${hash}`,
    local: `KUBE-SVL-${hash}`,
    external: `KUBE-EXT-${hash}`,
    firewall: `KUBE-FW-${hash}`,
  };
}

export function endpointChain(servicePort: string, protocol: string, endpoint: string): string {
  return `KUBE-SEP-${chainHash(servicePort + protocol + endpoint)}`;
}

/** The first 16 characters of the SHA-256 in base32. */
function chainHash(text: string): string {
  const known = hashes.get(text);
  if (known) return known;
  const digest = createHash('sha256').update(text).digest();
  let hash = '';
  for (let bit = 0; hash.length < 16; bit += 5) {
    const pair = (digest[bit >> 3]! << 8) | digest[(bit >> 3) + 1]!;
    hash += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  if (hashes.size >= CACHE_LIMIT) hashes.clear();
  hashes.set(text, hash);
  return hash;
}
