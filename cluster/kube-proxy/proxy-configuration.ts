import { parse } from 'yaml';

export type ProxyMode = 'iptables' | 'ipvs' | 'nftables';

/** What of a KubeProxyConfiguration has an effect here, with its defaults. */
export interface ProxyConfiguration {
  readonly mode: ProxyMode;
  /** Pods' addresses, e.g. 192.168.0.0/16; '' when unknown. */
  readonly clusterCIDR: string;
  /** Every node-port connection and every connection to a ClusterIP is masqueraded. */
  readonly masqueradeAll: boolean;
  /** Whether node ports answer on 127.0.0.1 (iptables mode alone). */
  readonly localhostNodePorts: boolean;
  /** Prefixes, or `primary`; empty: every address of the node. */
  readonly nodePortAddresses: readonly string[];
  readonly ipvsScheduler: string;
}

export const DEFAULT_CONFIGURATION: ProxyConfiguration = {
  mode: 'iptables',
  clusterCIDR: '',
  masqueradeAll: false,
  localhostNodePorts: true,
  nodePortAddresses: [],
  ipvsScheduler: 'rr',
};

/** Why kube-proxy does not start, in its own words. */
export class ConfigurationError extends Error {}

const MODES: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables'];
const NAMED_MODES = 'iptables, ipvs, nftables or blank (blank means the best-available proxy [currently iptables])';

/** Reads a KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1). Throws `ConfigurationError`. */
export function parseConfiguration(text: string): ProxyConfiguration {
  const given = read(text);
  const mode = stringOf(given.mode);
  const chosen = mode === '' ? 'iptables' : MODES.find((name) => name === mode);
  if (!chosen) {
    const problem = `KubeProxyConfiguration.ProxyMode: Invalid value: ${JSON.stringify(mode)}: must be ${NAMED_MODES}`;
    throw new ConfigurationError(`failed validate: ${problem}`);
  }
  const { iptables, nftables, ipvs } = given;
  const own = chosen === 'nftables' ? nftables : iptables;
  const addresses = Array.isArray(given.nodePortAddresses) ? given.nodePortAddresses.map(stringOf) : [];
  return {
    mode: chosen,
    clusterCIDR: stringOf(given.clusterCIDR),
    masqueradeAll: field(own, 'masqueradeAll') === true,
    localhostNodePorts: field(iptables, 'localhostNodePorts') !== false,
    // Only nftables mode keeps to the node's own address by itself.
    nodePortAddresses: addresses.length === 0 && chosen === 'nftables' ? ['primary'] : addresses,
    ipvsScheduler: stringOf(field(ipvs, 'scheduler')) || 'rr',
  };
}

function read(text: string): Record<string, unknown> {
  const failed = (why: string) => new ConfigurationError(`failed complete: ${why}`);
  let given: unknown;
  try {
    given = parse(text);
  } catch (error) {
    throw failed(`yaml: ${error instanceof Error ? error.message.split('\n')[0] : 'cannot be read'}`);
  }
  if (!isRecord(given) || given.kind === undefined) throw failed("Object 'Kind' is missing in '<config>'");
  if (given.kind !== 'KubeProxyConfiguration') {
    throw failed(`no kind "${stringOf(given.kind)}" is registered for version "${stringOf(given.apiVersion)}"`);
  }
  return given;
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
