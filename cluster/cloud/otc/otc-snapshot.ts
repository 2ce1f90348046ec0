import { listOf, oneOf, type Parser, shape, text, wholeNumber } from '../../machinery/parse-json.ts';
import { type BalancerSnapshot, parseBalancerSnapshot } from '../balancing/balancer-snapshot.ts';
import {
  type BandwidthRecord,
  type EipRecord,
  ELB_CLASSES,
  type ElbRecord,
  LISTENER_PROTOCOLS,
  type ListenerRecord,
  type MemberRecord,
  MONITOR_TYPES,
  type MonitorRecord,
  type MonitorSettings,
  type OtcRecords,
  POOL_ALGORITHMS,
  type PoolRecord,
} from './otc-records.ts';

/** An account with its load balancers, as a JSON value. */
export interface OtcSnapshot {
  readonly records: OtcRecords;
  readonly balancers: readonly BalancerSnapshot[];
}

const ELBS = 100;
const OBJECTS = 10_000;

const parseElb = shape<ElbRecord>({
  id: text,
  name: text,
  class: oneOf(ELB_CLASSES),
  vip: text,
  createdAt: text,
  zones: listOf(text, ELBS),
  l4Flavor: orNull(text),
  l7Flavor: orNull(text),
  madeFor: orNull(text),
});

const parseListener = shape<ListenerRecord>({
  id: text,
  name: text,
  elbId: text,
  protocol: oneOf(LISTENER_PROTOCOLS),
  port: wholeNumber,
  poolId: orNull(text),
  madeFor: orNull(text),
});

const parseMember = shape<MemberRecord>({
  id: text,
  name: text,
  address: text,
  port: wholeNumber,
  weight: wholeNumber,
});

const parsePool = shape<PoolRecord>({
  id: text,
  name: text,
  elbId: text,
  protocol: oneOf(LISTENER_PROTOCOLS),
  algorithm: oneOf(POOL_ALGORITHMS),
  persistenceMinutes: orNull(wholeNumber),
  monitorId: orNull(text),
  members: listOf(parseMember, OBJECTS),
});

const parseMonitorSettings = shape<MonitorSettings>({
  type: oneOf(MONITOR_TYPES),
  delay: wholeNumber,
  timeout: wholeNumber,
  maxRetries: wholeNumber,
  port: orNull(wholeNumber),
  path: text,
});

const parseEip = shape<EipRecord>({
  id: text,
  address: text,
  type: text,
  bandwidthId: text,
  elbId: orNull(text),
  createdAt: text,
});

const parseBandwidth = shape<BandwidthRecord>({
  id: text,
  name: text,
  size: wholeNumber,
  shareType: oneOf(['PER']),
  chargeMode: oneOf(['traffic', 'bandwidth']),
});

/** Throws `MalformedError`. */
export const parseOtcSnapshot: Parser<OtcSnapshot> = shape<OtcSnapshot>({
  records: shape<OtcRecords>({
    elbs: listOf(parseElb, ELBS),
    listeners: listOf(parseListener, OBJECTS),
    pools: listOf(parsePool, OBJECTS),
    monitors: listOf(shape<MonitorRecord>({ id: text, poolId: text, settings: parseMonitorSettings }), OBJECTS),
    eips: listOf(parseEip, ELBS),
    bandwidths: listOf(parseBandwidth, ELBS),
  }),
  balancers: listOf(parseBalancerSnapshot, ELBS),
});

function orNull<T>(parse: Parser<T>): Parser<T | null> {
  return (value, path) => (value === null ? null : parse(value, path));
}
