import { KubectlError } from '../errors.ts';
import { ensureRecord, isRecord, type MutableJson } from '../json.ts';

/** What a debugging container is for: a copy of a pod, one more container in it, or a node. */
export type DebugStyle = 'ephemeral' | 'copy' | 'node';

/** What a copy keeps of its original. */
export interface Kept {
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly liveness: boolean;
  readonly readiness: boolean;
  readonly startup: boolean;
  readonly initContainers: boolean;
}

export type DebugProfile = (pod: MutableJson, container: MutableJson, style: DebugStyle, kept: Kept) => void;

/** The profiles of `kubectl debug --profile` (KEP-1441). */
const PROFILES: Readonly<Record<string, DebugProfile>> = {
  legacy: (pod, container, style) => {
    if (style === 'node') {
      mountRoot(pod, container);
      useHostNamespaces(pod);
    } else if (style === 'copy') delete ensureRecord(pod, 'metadata')['labels'];
  },
  general: (pod, container, style, kept) => {
    if (style === 'node') {
      mountRoot(pod, container);
      delete container['securityContext'];
      useHostNamespaces(pod);
      return;
    }
    if (style === 'copy') removeFromCopy(pod, kept);
    addCapabilities(container, ['SYS_PTRACE']);
    if (style === 'copy') shareProcesses(pod);
  },
  baseline: (pod, container, style, kept) => {
    delete container['securityContext'];
    if (style === 'copy') asCopy(pod, kept);
  },
  restricted: (pod, container, style, kept) => {
    container['securityContext'] = {
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      allowPrivilegeEscalation: false,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    if (style === 'copy') asCopy(pod, kept);
  },
  netadmin: (pod, container, style, kept) => {
    addCapabilities(container, ['NET_ADMIN', 'NET_RAW']);
    if (style === 'node') useHostNamespaces(pod);
    if (style === 'copy') asCopy(pod, kept);
  },
  sysadmin: (pod, container, style, kept) => {
    ensureRecord(container, 'securityContext')['privileged'] = true;
    if (style === 'node') {
      useHostNamespaces(pod);
      mountRoot(pod, container);
    }
    if (style === 'copy') asCopy(pod, kept);
  },
};

export function profileNamed(name: string): DebugProfile {
  const found = Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (!found) throw new KubectlError(`error: unknown profile: ${name}`);
  return found;
}

function asCopy(pod: MutableJson, kept: Kept): void {
  removeFromCopy(pod, kept);
  shareProcesses(pod);
}

function removeFromCopy(pod: MutableJson, kept: Kept): void {
  const metadata = ensureRecord(pod, 'metadata');
  if (!kept.labels) delete metadata['labels'];
  if (!kept.annotations) delete metadata['annotations'];
  const spec = ensureRecord(pod, 'spec');
  for (const container of listOf(spec, 'containers')) {
    if (!kept.liveness) delete container['livenessProbe'];
    if (!kept.readiness) delete container['readinessProbe'];
    if (!kept.startup) delete container['startupProbe'];
  }
  if (!kept.initContainers) delete spec['initContainers'];
}

/** The objects of a list that may be changed. */
export function listOf(holder: MutableJson, field: string): MutableJson[] {
  const list = holder[field];
  return Array.isArray(list) ? list.filter((item): item is MutableJson => isRecord(item)) : [];
}

function shareProcesses(pod: MutableJson): void {
  ensureRecord(pod, 'spec')['shareProcessNamespace'] ??= true;
}

function useHostNamespaces(pod: MutableJson): void {
  Object.assign(ensureRecord(pod, 'spec'), { hostNetwork: true, hostPID: true, hostIPC: true });
}

function mountRoot(pod: MutableJson, container: MutableJson): void {
  const spec = ensureRecord(pod, 'spec');
  spec['volumes'] = [...listOf(spec, 'volumes'), { name: 'host-root', hostPath: { path: '/' } }];
  container['volumeMounts'] = [...listOf(container, 'volumeMounts'), { mountPath: '/host', name: 'host-root' }];
}

function addCapabilities(container: MutableJson, names: readonly string[]): void {
  const capabilities = ensureRecord(container, 'securityContext', 'capabilities');
  const present = Array.isArray(capabilities['add']) ? capabilities['add'] : [];
  capabilities['add'] = [...present, ...names];
}
