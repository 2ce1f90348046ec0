import { type AddressRange, addressFilter, parseAddressRange } from '../proxy/filters/address-range.ts';
import { connectionLimitFilter, rateLimitFilter } from '../proxy/filters/request-limits.ts';
import type { RouteFilter } from '../proxy/route-filter.ts';
import type { Annotations } from './annotations.ts';
import type { ControllerSettings } from './controller-settings.ts';
import type { FilterMemory } from './filter-memory.ts';

/** `limit-connections`, `limit-rps`, `limit-rpm`: one bucket a client and Ingress. */
export function limitFilters(
  annotations: Annotations,
  settings: ControllerSettings,
  memory: FilterMemory,
  ingressKey: string,
): RouteFilter[] {
  const spared = annotations.list('limit-whitelist').flatMap((text) => parseAddressRange(text) ?? []);
  const key = (address: string) => (spared.some((range) => range(address)) ? undefined : address);
  const multiplier = annotations.whole('limit-burst-multiplier') ?? 5;
  const connections = annotations.whole('limit-connections') ?? 0;
  const about = `${ingressKey} ${annotations.text('limit-whitelist') ?? ''} ${multiplier}`;
  const filters: RouteFilter[] = [];
  if (connections > 0) {
    const status = settings.limitConnectionStatus;
    const create = () => connectionLimitFilter(connections, status, key);
    filters.push(memory.get(`connections ${connections} ${status} ${about}`, create));
  }
  for (const [name, perMinute] of [
    ['limit-rps', 60],
    ['limit-rpm', 1],
  ] as const) {
    const rate = annotations.whole(name) ?? 0;
    if (rate <= 0) continue;
    const status = settings.limitStatus;
    const create = () => rateLimitFilter({ perSecond: (rate * perMinute) / 60, burst: rate * multiplier, status, key });
    filters.push(memory.get(`${name} ${rate} ${status} ${about}`, create));
  }
  return filters;
}

/** `whitelist-source-range` and `denylist-source-range`; a string is what is wrong with them. */
export function addressFilters(annotations: Annotations, settings: ControllerSettings): RouteFilter[] | string {
  const own = [...annotations.list('whitelist-source-range'), ...annotations.list('allowlist-source-range')];
  const refused = annotations.list('denylist-source-range');
  const allowed = parseAll(own.length > 0 ? own : settings.allowRanges);
  const denied = parseAll(refused.length > 0 ? refused : settings.denyRanges);
  if (!allowed || !denied) return 'the annotation does not contain a valid IP address or network';
  return allowed.length + denied.length > 0 ? [addressFilter(allowed, denied)] : [];
}

function parseAll(texts: readonly string[]): AddressRange[] | undefined {
  const ranges: AddressRange[] = [];
  for (const text of texts) {
    const range = parseAddressRange(text);
    if (!range) return undefined;
    ranges.push(range);
  }
  return ranges;
}
