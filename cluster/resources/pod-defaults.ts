import type { Container, PodSpec, Probe, Volume } from 'kubernetes-types/core/v1.d.ts';
import type { Mutable } from './typed.ts';

/** Defaults of a pod template's spec. Source: pkg/apis/core/v1/defaults.go, zz_generated.defaults.go. */
export function defaultPodSpec(spec: Mutable<PodSpec>): void {
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.restartPolicy ||= 'Always';
  spec.securityContext ??= {};
  spec.terminationGracePeriodSeconds ??= 30;
  spec.schedulerName ||= 'default-scheduler';
  // The old name of serviceAccountName is kept in step (pkg/apis/core/v1/conversion.go).
  const account = spec.serviceAccountName || spec.serviceAccount;
  if (account) {
    spec.serviceAccountName ||= account;
    if (spec.serviceAccount !== spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  }
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  for (const container of [
    ...(spec.initContainers ?? []),
    ...(spec.containers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ]) {
    defaultContainer(container as Mutable<Container>);
  }
  dropRestartRules(spec);
}

/** The feature ContainerRestartRules is off by default. Source: pkg/api/pod.dropContainerRestartRules. */
function dropRestartRules(spec: Mutable<PodSpec>): void {
  for (const container of [...(spec.containers ?? []), ...(spec.ephemeralContainers ?? [])]) drop(container, true);
  for (const container of spec.initContainers ?? []) drop(container, container.restartPolicy !== 'Always');
}

function drop(container: Record<string, unknown>, policyToo: boolean): void {
  if ('restartPolicyRules' in container) delete container['restartPolicyRules'];
  if (policyToo && 'restartPolicy' in container) delete container['restartPolicy'];
}

/** What pods get beyond what their templates get. Source: SetDefaults_Pod. */
export function defaultPod(spec: Mutable<PodSpec>): void {
  spec.enableServiceLinks ??= true;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    const { limits, requests = {} } = container.resources ?? {};
    if (!limits || Object.keys(limits).every((name) => name in requests)) continue;
    container.resources = { ...container.resources, requests: { ...limits, ...requests } };
  }
  if (spec.hostNetwork) defaultHostPorts(spec);
}

function defaultHostPorts(spec: Mutable<PodSpec>): void {
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const port of container.ports ?? []) if (!port.hostPort) port.hostPort = port.containerPort;
  }
}

function defaultContainer(container: Mutable<Container>): void {
  container.imagePullPolicy ||= imageTag(container.image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
  container.terminationMessagePath ||= '/dev/termination-log';
  container.terminationMessagePolicy ||= 'File';
  container.resources ??= {};
  for (const port of container.ports ?? []) {
    port.protocol ||= 'TCP';
  }
  for (const variable of container.env ?? []) {
    if (variable.valueFrom?.fieldRef) variable.valueFrom.fieldRef.apiVersion ||= 'v1';
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe]) {
    if (probe) defaultProbe(probe);
  }
  for (const hook of [container.lifecycle?.postStart, container.lifecycle?.preStop]) {
    if (hook?.httpGet) defaultHttpGet(hook.httpGet);
  }
}

function defaultProbe(probe: Mutable<Probe>): void {
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  if (probe.httpGet) defaultHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= '';
}

function defaultHttpGet(action: Mutable<NonNullable<Probe['httpGet']>>): void {
  action.path ||= '/';
  action.scheme ||= 'HTTP';
}

function defaultVolume(volume: Mutable<Volume>): void {
  if (Object.keys(volume).every((key) => key === 'name')) volume.emptyDir = {};
  for (const source of [volume.secret, volume.configMap, volume.downwardAPI, volume.projected]) {
    if (source) source.defaultMode ??= 0o644;
  }
  if (volume.hostPath) volume.hostPath.type ??= '';
  for (const source of volume.projected?.sources ?? []) {
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= 3600;
    for (const item of source.downwardAPI?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1';
  }
  for (const item of volume.downwardAPI?.items ?? []) if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1';
}

/** `nginx` and `nginx:latest` are latest; a digest has no tag. Source: pkg/util/parsers.ParseImageName. */
function imageTag(image: string): string {
  const [name, digest] = image.split('@');
  const afterSlash = name!.slice(name!.lastIndexOf('/') + 1);
  const colon = afterSlash.indexOf(':');
  if (colon >= 0) return afterSlash.slice(colon + 1);
  return digest === undefined ? 'latest' : '';
}
