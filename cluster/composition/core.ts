import type { ServingCredentials } from '../apiserver/certificates.ts';
import type { ClusterOptions } from '../cluster.ts';
import { createPolicyGuard } from '../controllers/network-policy/policy-guard.ts';
import { createCoreDnsImage } from '../dns/coredns/coredns-image.ts';
import { servePublicResolver } from '../dns/public-resolver.ts';
import { images } from '../images/images.ts';
import { createIngressNginxImage } from '../ingress/ingress-nginx-image.ts';
import type { Image, ImageRegistry } from '../kubelet/image.ts';
import { createImageRegistry } from '../kubelet/image-registry.ts';
import type { RequestRecord } from '../machinery/flow.ts';
import { NetworkError } from '../machinery/machine.ts';
import { Processor } from '../machinery/processor.ts';
import { metricsKinds } from '../metrics/metrics-kinds.ts';
import { ResourceMetrics } from '../metrics/resource-metrics.ts';
import { createNetwork } from '../network/create-network.ts';
import { addUnderlay, type Underlay } from '../network/flannel-layout.ts';
import type { Network } from '../network/network.ts';
import { type ControlPlane, createControlPlane } from './control-plane.ts';
import { createKubeProxyImage } from './kube-proxy-image.ts';
import type { LoadedAddons } from './load-addons.ts';
import { NameService } from './name-service.ts';
import { addNodes, type ClusterNode } from './nodes.ts';
import { createSampleApiServerImage } from './sample-api-server/sample-api-server-image.ts';
import { createWebhookCaller } from './webhook-caller.ts';

/** net.Dialer's timeout in the API server's proxies. */
const PROXY_DIAL_TIMEOUT_MS = 30_000;

/** A cluster's inside: its wires, its control plane and its nodes. */
export interface Core {
  readonly network: Network;
  readonly underlay: Underlay;
  readonly controlPlane: ControlPlane;
  readonly names: NameService;
  readonly nodes: readonly ClusterNode[];
  /** The host's processor time, shared by all that a learner can run something on. */
  readonly processor: Processor;
  node(name: string): ClusterNode | undefined;
  /** The node with this network host. */
  nodeOfHost(hostId: string): ClusterNode | undefined;
  readonly pace: () => 'real' | 'instant';
  setPace(pace: 'real' | 'instant'): void;
}

export function createCore(options: ClusterOptions, serving: ServingCredentials, addons: LoadedAddons = {}): Core {
  const network = createNetwork({ clock: options.clock, random: options.random });
  const underlay = addUnderlay(network);
  const byName = new Map<string, ClusterNode>();
  const controlPlane = createControlPlane({
    cluster: options,
    authority: { certificate: serving.ca, key: serving.caKey },
    managed: addons.openshift?.managed ?? [],
    kubeletOf: (name) => byName.get(name)?.kubelet.endpoint,
    // The API server runs on the first node.
    callWebhook: createWebhookCaller(() => byName.get('node1')?.machine),
    dial: (address, port) => {
      const machine = byName.get('node1')?.machine;
      if (!machine) throw new NetworkError('ENETUNREACH');
      return machine.network.dial(address, port, { timeoutMs: PROXY_DIAL_TIMEOUT_MS });
    },
  });
  network.setGuard(createPolicyGuard(controlPlane.informers));
  if (options.addons.includes('metrics')) serveMetrics(options, network, controlPlane);
  if (addons.openshift) controlPlane.api.serve(addons.openshift.kinds(controlPlane));
  const names = new NameService(controlPlane.informers);
  servePublicResolver(underlay.router, (name, type) => names.resolve(name, type));
  const nodeOfHost = (hostId: string) => byName.get(hostId.replace(/^node\//, ''));
  const registry = createRegistry(options.addons, addons, controlPlane, names, nodeOfHost, [
    ...(addons.metallb?.metallbImages(options, controlPlane, network) ?? []),
  ]);
  const processor = new Processor();
  let pace = options.pace;
  const parts = { network, underlay, names, controlPlane, images: registry, processor, pace: () => pace };
  const nodes = addNodes(options, parts);
  for (const node of nodes) byName.set(node.name, node);
  return {
    network,
    underlay,
    controlPlane,
    names,
    nodes,
    processor,
    node: (name) => byName.get(name),
    nodeOfHost,
    pace: parts.pace,
    setPace: (next) => {
      pace = next;
    },
  };
}

function serveMetrics({ clock }: ClusterOptions, network: Network, { api, informers }: ControlPlane): void {
  const onRequest = (listener: (record: RequestRecord) => void) => network.onRequest(listener);
  api.serve(metricsKinds(new ResourceMetrics({ clock, informers, onRequest })));
}

function createRegistry(
  addons: ClusterOptions['addons'],
  loaded: LoadedAddons,
  controlPlane: ControlPlane,
  names: NameService,
  nodeOfHost: (hostId: string) => ClusterNode | undefined,
  more: readonly Image[],
): ImageRegistry {
  const { api, clientOf, informers, activity } = controlPlane;
  const account = 'system:serviceaccount:ingress-nginx:ingress-nginx';
  const groups = ['system:serviceaccounts', 'system:authenticated'];
  const client = clientOf({ name: account, groups }, 'nginx-ingress-controller');
  return createImageRegistry([
    ...images,
    createCoreDnsImage(names.zone),
    createSampleApiServerImage(() => api),
    createKubeProxyImage(nodeOfHost),
    ...more,
    ...(loaded.otc ? [loaded.otc.image] : []),
    ...(loaded.aws ? [loaded.aws.image] : []),
    ...(loaded.openshift?.images(controlPlane) ?? []),
    ...(addons.includes('ingress') ? [createIngressNginxImage({ client, informers, activity })] : []),
  ]);
}
