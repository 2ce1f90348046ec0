import type { FieldError } from './field-error.ts';
import { invalid } from './field-error.ts';
import type { StrategyContext } from './resource-definition.ts';
import {
  allocatesNodePorts,
  isHeadless,
  type MutableServiceSpec,
  mayHaveNodePorts,
  needsClusterIp,
  needsHealthCheckPort,
  nodePortsOf,
} from './service-spec.ts';

/** Addresses and ports of a Service. Source: pkg/registry/core/service/storage/alloc.go. */
export function allocate(
  spec: MutableServiceSpec,
  old: MutableServiceSpec | undefined,
  context: StrategyContext,
): void {
  initFamilies(spec, old);
  updateClusterIp(spec, old, context);
  if (old && mayHaveNodePorts(old) && !mayHaveNodePorts(spec)) release(nodePortsOf(old), context);
  if (mayHaveNodePorts(spec)) {
    if (old) updateNodePorts(spec, old, context);
    else initNodePorts(spec, context);
  }
  updateHealthCheckPort(spec, old, context);
}

/** Gives back what a deleted Service held. */
export function releaseAll(spec: MutableServiceSpec, context: StrategyContext): void {
  if (needsClusterIp(spec) && !isHeadless(spec)) {
    for (const address of spec.clusterIPs ?? []) context.releaseClusterIp(address);
  }
  release(nodePortsOf(spec), context);
  if (needsHealthCheckPort(spec) && spec.healthCheckNodePort) context.releaseNodePort(spec.healthCheckNodePort);
}

function release(ports: readonly number[], context: StrategyContext): void {
  for (const port of new Set(ports)) context.releaseNodePort(port);
}

/** The cluster has IPv4 addresses only. Source: initIPFamilyFields. */
function initFamilies(spec: MutableServiceSpec, old: MutableServiceSpec | undefined): void {
  if (!needsClusterIp(spec)) return;
  const withoutSelector = isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0;
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (withoutSelector ? 'RequireDualStack' : 'SingleStack');
  const families = spec.ipFamilies ?? old?.ipFamilies ?? [];
  if (withoutSelector) {
    const first = families[0] ?? 'IPv4';
    const other = first === 'IPv4' ? 'IPv6' : 'IPv4';
    const isSingle = spec.ipFamilyPolicy === 'SingleStack' || families.length > 1;
    spec.ipFamilies = isSingle ? (families.length > 0 ? families : [first]) : [first, other];
    return;
  }
  if (spec.ipFamilyPolicy === 'RequireDualStack') {
    const detail = 'this cluster is not configured for dual-stack services';
    throw invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, detail);
  }
  const foreign = families.findIndex((family) => family !== 'IPv4');
  if (foreign >= 0) throw invalid(`spec.ipFamilies[${foreign}]`, families[foreign], 'not configured on this cluster');
  spec.ipFamilies = families.length > 0 ? families : ['IPv4'];
}

function updateClusterIp(
  spec: MutableServiceSpec,
  old: MutableServiceSpec | undefined,
  context: StrategyContext,
): void {
  const hadNone = !old || !needsClusterIp(old);
  if (needsClusterIp(spec) && hadNone) {
    if (isHeadless(spec)) return;
    const address = context.allocateClusterIp(spec.clusterIPs?.[0]);
    spec.clusterIP = address;
    spec.clusterIPs = [address];
  } else if (!needsClusterIp(spec) && old && needsClusterIp(old) && !isHeadless(old)) {
    for (const address of old.clusterIPs ?? []) context.releaseClusterIp(address);
  }
}

/** Ports with the same number but another protocol share a node port. Source: initNodePorts. */
function initNodePorts(spec: MutableServiceSpec, context: StrategyContext): void {
  const given = new Map<number, number>();
  for (const [index, port] of (spec.ports ?? []).entries()) {
    if (!port.nodePort && !allocatesNodePorts(spec)) continue;
    const shared = given.get(port.port);
    if (shared === undefined) {
      const wanted = spec.ports?.find((other) => other.port === port.port && other.nodePort)?.nodePort;
      port.nodePort = allocateNodePort(wanted, index, context);
      given.set(port.port, port.nodePort);
    } else if (!port.nodePort) port.nodePort = shared;
    else if (port.nodePort !== shared) allocateNodePort(port.nodePort, index, context);
  }
}

/** Source: updateNodePorts. */
function updateNodePorts(spec: MutableServiceSpec, old: MutableServiceSpec, context: StrategyContext): void {
  const before = nodePortsOf(old);
  const taken = new Set(before);
  for (const [index, port] of (spec.ports ?? []).entries()) {
    if (port.nodePort) {
      if (!taken.has(port.nodePort)) allocateNodePort(port.nodePort, index, context);
      taken.add(port.nodePort);
    } else if (allocatesNodePorts(spec)) port.nodePort = allocateNodePort(undefined, index, context);
  }
  const after = new Set(nodePortsOf(spec));
  release(
    before.filter((port) => !after.has(port)),
    context,
  );
}

function updateHealthCheckPort(
  spec: MutableServiceSpec,
  old: MutableServiceSpec | undefined,
  context: StrategyContext,
): void {
  const needed = old !== undefined && needsHealthCheckPort(old);
  if (!needed && needsHealthCheckPort(spec)) {
    spec.healthCheckNodePort = context.allocateNodePort(spec.healthCheckNodePort || undefined);
  } else if (needed && !needsHealthCheckPort(spec) && old.healthCheckNodePort) {
    context.releaseNodePort(old.healthCheckNodePort);
  }
}

/** The allocator knows the port, the strategy knows which field asked for it. */
function allocateNodePort(wanted: number | undefined, index: number, context: StrategyContext): number {
  try {
    return context.allocateNodePort(wanted);
  } catch (error) {
    if (wanted === undefined || !isFieldError(error)) throw error;
    throw invalid(`spec.ports[${index}].nodePort`, wanted, error.detail);
  }
}

function isFieldError(error: unknown): error is FieldError {
  return typeof error === 'object' && error !== null && 'detail' in error && 'field' in error;
}
