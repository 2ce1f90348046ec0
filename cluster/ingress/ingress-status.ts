import { ApiError, type Client } from '../client/client.ts';
import type { Pod, Service } from '../client/objects.ts';
import type { ControllerFlags } from './controller-flags.ts';
import { INGRESSES, type Ingress } from './ingress-objects.ts';
import type { WatchedInputs } from './watched-inputs.ts';

/** One address of an Ingress's status. */
export interface StatusAddress {
  readonly ip?: string;
  readonly hostname?: string;
}

export interface StatusOptions {
  readonly client: Client;
  readonly inputs: WatchedInputs;
  readonly flags: ControllerFlags;
  /** The controller's own pod. */
  readonly pod: { readonly name: string; readonly namespace: string };
}

/** Of several replicas one writes the status: the first by name, among those that are not about to end. */
export function isLeader(options: StatusOptions): boolean {
  const names = replicas(options).map((pod) => pod.metadata.name);
  return names.sort()[0] === options.pod.name;
}

/** Pods with the same labels as the controller's own, without those that a Deployment or DaemonSet gives to a revision. */
export function replicas({ inputs, pod }: StatusOptions): Pod[] {
  const pods = inputs.pods(pod.namespace);
  const labels = Object.entries(pods.find((one) => one.metadata.name === pod.name)?.metadata.labels ?? {}).filter(
    ([name]) =>
      name !== 'pod-template-hash' && name !== 'controller-revision-hash' && name !== 'pod-template-generation',
  );
  return pods.filter(
    ({ metadata, status }) =>
      !metadata.deletionTimestamp &&
      status?.phase === 'Running' &&
      labels.every(([name, value]) => metadata.labels?.[name] === value),
  );
}

/** Where the controller's Ingresses can be reached (runningAddresses in its status syncer). */
export function runningAddresses(options: StatusOptions): StatusAddress[] {
  const { flags, inputs } = options;
  if (flags.publishAddresses.length > 0) return flags.publishAddresses.map(addressOrName);
  if (flags.publishService !== undefined) return serviceAddresses(inputs.service(flags.publishService));
  const ready = replicas(options).filter(({ status }) =>
    status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True'),
  );
  const found = new Set<string>();
  for (const { spec, status } of ready) {
    const addresses = inputs.node(spec.nodeName ?? '')?.status?.addresses ?? [];
    const of = (type: string) => addresses.find((one) => one.type === type)?.address;
    const address = (flags.useInternalAddresses ? undefined : of('ExternalIP')) ?? of('InternalIP') ?? status?.hostIP;
    if (address !== undefined) found.add(address);
  }
  return [...found].sort().map((ip) => ({ ip }));
}

function serviceAddresses(service: Service | undefined): StatusAddress[] {
  if (!service) return [];
  const { type, clusterIP, externalIPs = [], externalName } = service.spec;
  const external = externalIPs.map((ip) => ({ ip }));
  if (type === 'ExternalName') return externalName ? [{ hostname: externalName }] : [];
  if (type === 'LoadBalancer') {
    const given = service.status?.loadBalancer?.ingress ?? [];
    return [...given.map(({ ip, hostname }) => (ip ? { ip } : { hostname: hostname ?? '' })), ...external];
  }
  if (type === 'NodePort' && external.length > 0) return external;
  return clusterIP ? [{ ip: clusterIP }] : [];
}

function addressOrName(text: string): StatusAddress {
  return /^[\d.]+$|:/.test(text) ? { ip: text } : { hostname: text };
}

/** Writes the addresses into the Ingresses that say something else. */
export async function writeStatus(
  client: Client,
  ingresses: readonly Ingress[],
  addresses: readonly StatusAddress[],
): Promise<void> {
  const wanted = JSON.stringify(addresses);
  for (const { metadata, status } of ingresses) {
    const given = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => (ip ? { ip } : { hostname }));
    if (JSON.stringify(given) === wanted) continue;
    await client
      .resource(INGRESSES)
      .patch(
        metadata.name,
        { status: { loadBalancer: { ingress: addresses } } },
        { namespace: metadata.namespace, type: 'merge', subresource: 'status' },
      )
      .catch(ignoreRefusal);
  }
}

/** Refused when it was deleted or changed meanwhile: the next change brings us here again. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ApiError)) throw error;
}
