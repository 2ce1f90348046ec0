import type { HookPacket } from '../netfilter/rule-spec.ts';
import type { LimitStatement } from './syntax-tree.ts';

const UNIT_MS = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;
const BYTE_UNITS: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1_024, mbytes: 1_048_576 };

export const LIMIT_UNITS: ReadonlySet<string> = new Set(Object.keys(UNIT_MS));

/** Packets that may come at once when nothing is said. */
export const DEFAULT_BURST = 5;

/** A bucket that fills with the rate and holds the burst (nft_limit.c). `over`: those that find it empty match. */
export function allowsMore(limit: LimitStatement, { packet, surroundings }: HookPacket): boolean {
  if (packet.rehearsal) return !limit.over;
  const nowMs = surroundings.nowMs();
  const factor = limit.bytes === undefined ? 1 : (BYTE_UNITS[limit.bytes] ?? 1);
  const perMs = (limit.rate * factor) / UNIT_MS[limit.unit];
  const capacity = limit.bytes === undefined ? Math.max(limit.burst, 1) : limit.rate * factor + limit.burst;
  limit.tokens = Math.min(capacity, limit.tokens + (nowMs - limit.filledMs) * perMs);
  limit.filledMs = nowMs;
  const cost = limit.bytes === undefined ? 1 : packet.length;
  const isEnough = limit.tokens >= cost;
  if (isEnough) limit.tokens -= cost;
  return isEnough !== limit.over;
}
