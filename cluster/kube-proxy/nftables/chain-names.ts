import { createHash } from 'node:crypto';
import type { ProxyEndpoint } from '../endpoints.ts';
import type { ServicePort } from '../service-ports.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** NFT_NAME_MAXLEN without the longest prefix. */
const BASE_LENGTH = 240;

/** Names are asked for by every node and at every change; a cluster has few. */
const CACHE_LIMIT = 8_192;
const names = new Map<string, string>();

export interface NftChains {
  readonly cluster: string;
  readonly local: string;
  readonly external: string;
  readonly firewall: string;
}

/** `service-ULMVA6XW-ns1/svc1/tcp/p80` and the like (servicePortChainNameBase). */
export function nftChains({ service, index, protocol }: ServicePort): NftChains {
  const base = withHash(servicePath(service.metadata, protocol, service.spec.ports?.[index]?.name));
  return {
    cluster: `service-${base}`,
    local: `local-${base}`,
    external: `external-${base}`,
    firewall: `firewall-${base}`,
  };
}

export interface EndpointNames {
  readonly chain: string;
  readonly affinity: string;
}

/** `endpoint-5OJB2KTY-ns1/svc1/tcp/p80__10.180.0.1/80` (servicePortEndpointChainNameBase). */
export function endpointNames({ service, index, protocol }: ServicePort, { text }: ProxyEndpoint): EndpointNames {
  const path = servicePath(service.metadata, protocol, service.spec.ports?.[index]?.name);
  const base = withHash(`${path}__${text.replace(/:(\d+)$/, '/$1')}`);
  return { chain: `endpoint-${base}`, affinity: `affinity-${base}` };
}

function servicePath(
  { namespace, name }: { namespace?: string; name?: string },
  protocol: string,
  port: string | undefined,
): string {
  return `${namespace}/${name}/${protocol}/${port ?? ''}`;
}

/** hashAndTruncate: the first 8 characters of the name's SHA-256 in base32, and the name. */
function withHash(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(name).digest();
  let hash = '';
  for (let bit = 0; hash.length < 8; bit += 5) {
    const pair = (digest[bit >> 3]! << 8) | digest[(bit >> 3) + 1]!;
    hash += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  const full = `${hash}-${name}`;
  const result = full.length > BASE_LENGTH ? `${full.slice(0, BASE_LENGTH - 3)}...` : full;
  if (names.size >= CACHE_LIMIT) names.clear();
  names.set(name, result);
  return result;
}
