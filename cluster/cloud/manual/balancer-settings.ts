import { parsePrefix } from '../../network/address.ts';
import { ALGORITHMS, type Algorithm, isAlgorithm } from '../balancing/choose-member.ts';
import { DEFAULT_HEALTH_CHECK, type HealthCheckOptions } from '../balancing/health-check.ts';
import { cloudErrors } from '../cloud-error.ts';
import type { TargetKind } from './target-place.ts';

/** `http`: layer 7, request by request. */
export type ManualMode = 'preserve' | 'proxy' | 'http';
const MODES: readonly ManualMode[] = ['preserve', 'proxy', 'http'];

/** All that can be set of a balancer by hand. */
export interface BalancerSettings {
  readonly mode: ManualMode;
  readonly algorithm: Algorithm;
  /** Whether members are asked at all, */
  readonly healthCheck: boolean;
  /** and what. */
  readonly monitor: HealthCheckOptions;
  readonly proxyProtocol: boolean;
  readonly sourceRanges: readonly string[];
  readonly targetKind: TargetKind;
}

export const DEFAULT_SETTINGS: BalancerSettings = {
  mode: 'preserve',
  algorithm: 'round-robin',
  healthCheck: true,
  monitor: DEFAULT_HEALTH_CHECK,
  proxyProtocol: false,
  sourceRanges: [],
  targetKind: 'nodes',
};

/** Settings by name, all as text: `{ algorithm: 'source', 'health-check': 'http:31000/healthz' }`. Throws `CloudError`. */
export function changeSettings(
  settings: BalancerSettings,
  changes: Readonly<Record<string, unknown>>,
): BalancerSettings {
  let result = settings;
  for (const [key, value] of Object.entries(changes)) result = { ...result, ...change(key, String(value)) };
  return result;
}

/** All but what a snapshot of the first version has fields for, in the words that `changeSettings` reads. */
export function settingsAsText(settings: BalancerSettings): Record<string, string> {
  const { mode, monitor, proxyProtocol, sourceRanges, targetKind } = settings;
  const { type, port, path } = monitor;
  const place = port === undefined && path === undefined ? '' : `:${port ?? ''}${path ?? ''}`;
  return {
    mode,
    'health-check': `${type.toLowerCase()}${place}`,
    'proxy-protocol': proxyProtocol ? 'on' : 'off',
    'source-ranges': sourceRanges.join(','),
    targets: targetKind,
  };
}

function change(key: string, value: string): Partial<BalancerSettings> {
  switch (key) {
    case 'algorithm':
      if (!isAlgorithm(value)) throw cloudErrors.badSetting(key, value, ALGORITHMS.join(', '));
      return { algorithm: value };
    case 'mode':
      return { mode: oneOf(key, value, MODES) };
    case 'healthCheck':
      return { healthCheck: isOn(key, value, ['true', 'false']) };
    case 'health-check':
      return healthCheck(value);
    case 'proxy-protocol':
      return { proxyProtocol: isOn(key, value, ['on', 'off']) };
    case 'source-ranges':
      return { sourceRanges: ranges(key, value) };
    case 'targets':
      return { targetKind: oneOf<TargetKind>(key, value, ['nodes', 'pods']) };
    default:
      throw cloudErrors.unknownSetting(key);
  }
}

/** `off`, `tcp`, `tcp:PORT`, `http:PORT/PATH`, `http:/PATH` (on the target's own port). */
function healthCheck(value: string): Partial<BalancerSettings> {
  if (value === 'off') return { healthCheck: false };
  const [, type = '', portText, path] = /^(tcp|http)(?::(\d{1,5})?(\/[!-~]*)?)?$/.exec(value) ?? [];
  const port = portText === undefined ? undefined : Number(portText);
  const isPort = port === undefined || (port >= 1 && port <= 65_535);
  if (type === '' || !isPort || value.endsWith(':') || (type === 'tcp' && path !== undefined)) {
    throw cloudErrors.badSetting('health-check', value, 'tcp, tcp:PORT, http:PORT/PATH, http:/PATH, off');
  }
  const asked = type === 'http' ? { type: 'HTTP' as const, path: path ?? '/' } : { type: 'TCP' as const };
  const monitor = { ...DEFAULT_HEALTH_CHECK, ...asked, ...(port !== undefined && { port }) };
  return { healthCheck: true, monitor };
}

function ranges(key: string, value: string): string[] {
  const list = value === 'all' || value === '' ? [] : value.split(',');
  const malformed = list.find((range) => !parsePrefix(range));
  if (malformed !== undefined) {
    throw cloudErrors.badSetting(key, malformed, 'all, or prefixes such as 203.0.113.0/24 with commas between them');
  }
  return list;
}

function oneOf<T extends string>(key: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value);
  if (found === undefined) throw cloudErrors.badSetting(key, value, allowed.join(', '));
  return found;
}

function isOn(key: string, value: string, [on, off]: readonly [string, string]): boolean {
  if (value !== on && value !== off) throw cloudErrors.badSetting(key, value, `${on}, ${off}`);
  return value === on;
}
