import type { Endpoint } from '../proxy-configuration.ts';

/**
 * The same endpoint for the same key, and few keys that move when endpoints come and go (rendezvous hashing). `skip`: how
 * many of the key's first choices have failed.
 */
export function endpointForKey(key: string, endpoints: readonly Endpoint[], skip = 0): Endpoint | undefined {
  const ranked = endpoints
    .map((endpoint) => ({ endpoint, score: hash(`${key}|${endpoint.address}:${endpoint.port}`) }))
    .sort((a, b) => b.score - a.score);
  return ranked[skip % Math.max(1, ranked.length)]?.endpoint;
}

/** FNV-1a with a last mixing step, 32 bits. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value ^= value >>> 15;
  value = Math.imul(value, 0x2c1b3c6d);
  return (value ^ (value >>> 12)) >>> 0;
}
