import { flag, listOf, oneOf, optional, type Parser, shape, text, wholeNumber } from '../../machinery/parse-json.ts';
import { ALGORITHMS } from './choose-member.ts';
import type { HealthCheckOptions } from './health-check.ts';
import type { BalancerMode, ListenerSettings } from './listener-options.ts';
import type { MemberOptions } from './member.ts';

/** A load balancer as a JSON value. */
export interface BalancerSnapshot {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly mode: BalancerMode;
  readonly publicAddress: string | null;
  readonly privateAddress: string;
  readonly edge: boolean;
  readonly announced: boolean;
  readonly listeners: readonly { readonly settings: ListenerSettings; readonly members: readonly MemberOptions[] }[];
}

const LISTENERS = 100;
const MEMBERS = 1_000;
const RANGES = 1_000;

/** A check's type, port, path and times. */
export const parseHealthCheck = shape<HealthCheckOptions>({
  type: oneOf(['TCP', 'HTTP']),
  // An absent field is left out.
  port: optional(wholeNumber) as Parser<number>,
  path: optional(text) as Parser<string>,
  intervalMs: wholeNumber,
  timeoutMs: wholeNumber,
  healthyAfter: wholeNumber,
  unhealthyAfter: wholeNumber,
});

const parseSettings = shape<ListenerSettings>({
  protocol: oneOf(['TCP', 'UDP', 'HTTP']),
  port: wholeNumber,
  algorithm: oneOf(ALGORITHMS),
  persistence: orNull(shape({ type: oneOf(['source']), timeoutMs: wholeNumber })),
  proxyProtocol: flag,
  healthCheck: orNull(parseHealthCheck),
  sourceRanges: listOf(text, RANGES),
  idleTimeoutMs: wholeNumber,
  drainMs: wholeNumber,
});

const parseMember = shape<Required<MemberOptions>>({
  name: text,
  address: text,
  port: wholeNumber,
  weight: wholeNumber,
});

/** Throws `MalformedError`. */
export const parseBalancerSnapshot: Parser<BalancerSnapshot> = shape<BalancerSnapshot>({
  id: text,
  name: text,
  owner: text,
  mode: oneOf(['preserve', 'proxy']),
  publicAddress: orNull(text),
  privateAddress: text,
  edge: flag,
  announced: flag,
  listeners: listOf(shape({ settings: parseSettings, members: listOf(parseMember, MEMBERS) }), LISTENERS),
});

function orNull<T>(parse: Parser<T>): Parser<T | null> {
  return (value, path) => (value === null ? null : parse(value, path));
}
