import { prepareServiceAccountKeys } from './apiserver/authentication/service-account-keys.ts';
import { createServingCredentials, type ServingCredentials } from './apiserver/certificates.ts';
import { serveHttps } from './apiserver/https.ts';
import { ProviderConsole } from './cloud/console/provider-console.ts';
import { manualRoutes } from './cloud/manual/manual-api.ts';
import type { Cluster, ClusterOptions, TraceLog } from './cluster.ts';
import { type Balancers, createBalancers } from './composition/balancers.ts';
import { createSystemObjects } from './composition/control-plane.ts';
import { type Core, createCore } from './composition/core.ts';
import { flowStarts } from './composition/flow-starts.ts';
import { type LoadedAddons, loadAddons } from './composition/load-addons.ts';
import { addCloudApi, addOutsideMachines, type OutsideMachines } from './composition/outside.ts';
import { readinessOf } from './composition/readiness.ts';
import { restoreBalancers, restoreSurroundings, restoringOptions } from './composition/restore-snapshot.ts';
import { takeSnapshot } from './composition/take-snapshot.ts';
import { createViews, type Views } from './composition/views.ts';
import { ProbeError, parseProbeUrl, probe, resolveProbe } from './trace/probe.ts';
import { type TraceServices, traceRoutes } from './trace/trace-api.ts';

const PROBE_TIMEOUT_MS = 5000;

let credentials: Promise<ServingCredentials> | undefined;

/** One learner's cluster, running: bare nodes, kube-proxy and DNS. `settled()` tells when all of it is Ready. */
export async function createCluster(given: ClusterOptions): Promise<Cluster> {
  const options = restoringOptions(given);
  // Real time: real TLS clients compare the certificate with theirs. One authority serves all clusters of a process.
  credentials ??= createServingCredentials(Date.now());
  const [serving] = await Promise.all([credentials, prepareServiceAccountKeys()]);
  const addons = await loadAddons(options.addons);
  const core = createCore(options, serving, addons);
  const outside = addOutsideMachines(options, core, serving.ca);
  const balancers = createBalancers(options, core);
  const views = createViews(core, balancers);
  const balancerRoutes = options.addons.includes('cloud=manual') ? manualRoutes(balancers.manual) : [];
  const otcRoutes = addons.otc?.open(options, core, balancers) ?? [];
  const awsRoutes = addons.aws?.open(options, core, balancers) ?? [];
  const providerRoutes = [...balancerRoutes, ...otcRoutes, ...awsRoutes];
  addCloudApi(options, core, [...providerRoutes, ...traceRoutes(traceServices(options, core, outside, views))]);
  if (options.restore) {
    const credentials = { token: options.token, certificateAuthority: serving.ca };
    restoreSurroundings(options.restore, { core, client: outside.client, credentials });
  }
  await start(options, core, serving, addons);
  if (options.restore) restoreBalancers(options.restore, balancers);
  addons.otc?.ready(options, core);
  addons.aws?.ready(options, core);
  return clusterOf(options, { core, outside, balancers, views, addons });
}

async function start(
  options: ClusterOptions,
  { nodes, controlPlane }: Core,
  serving: ServingCredentials,
  addons: LoadedAddons,
): Promise<void> {
  const { restore } = options;
  const [first] = nodes;
  if (first) serveHttps(first.machine.network.listen, controlPlane.api, serving);
  if (!restore) await createSystemObjects(controlPlane.transport, await objectsOf(options, addons));
  await controlPlane.informers.start();
  await Promise.all(nodes.map((node) => node.kubelet.start()));
  if (!restore) await describeNodes(controlPlane, addons, nodes);
}

async function objectsOf(options: ClusterOptions, { otc, metallb, aws, openshift }: LoadedAddons) {
  const ofClouds = [otc, metallb, aws].flatMap((cloud) => cloud?.objects ?? []);
  return [...ofClouds, ...((await openshift?.objects(options)) ?? [])];
}

/** What add-ons say of the machines. */
async function describeNodes(
  controlPlane: Core['controlPlane'],
  { openshift, aws }: LoadedAddons,
  nodes: Core['nodes'],
): Promise<void> {
  if (!openshift && !aws) return;
  const client = controlPlane.clientOf({ name: 'system:cloud-node', groups: ['system:masters'] }, 'cloud-node-manager');
  const names = nodes.map(({ name }) => name);
  await openshift?.labelNodes(client, names);
  await aws?.describeNodes(client, names);
}

/** What the trace API offers: what the machine that opened a connection asks for starts there, if it does not say otherwise. */
function traceServices(
  options: ClusterOptions,
  core: Core,
  outside: OutsideMachines,
  { log, predict, timeline }: Views,
): TraceServices {
  const callerOf = callers(core, outside);
  const start = (connectionId: number, from: string | undefined) => {
    const asking = callerOf(connectionId);
    return flowStarts(options, core, asking)(from, asking === outside.checker ? 'check' : 'learner');
  };
  return { log, start, predict, timeline };
}

/** The machine that opened a connection, so that what it asks to be traced starts there. */
function callers({ network, nodeOfHost }: Core, { client, checker }: OutsideMachines) {
  return (connectionId: number) => {
    const hostId = network.connection(connectionId)?.crossings[0]?.host ?? client.network.hostId;
    return hostId === checker.network.hostId ? checker : (nodeOfHost(hostId)?.machine ?? client);
  };
}

interface ClusterParts {
  readonly core: Core;
  readonly outside: OutsideMachines;
  readonly balancers: Balancers;
  readonly views: Views;
  readonly addons: LoadedAddons;
}

function clusterOf(options: ClusterOptions, { core, outside, balancers, views, addons }: ClusterParts): Cluster {
  const { controlPlane, names } = core;
  const providerConsole = new ProviderConsole(balancers.engine, balancers.manual);
  return {
    ...outside,
    api: controlPlane.transport,
    token: options.token,
    certificateAuthority: controlPlane.certificateAuthority,
    node: (name) => core.node(name)?.machine,
    attach: (server, attachment) => controlPlane.api.attach(server, attachment),
    cloud: {
      createLoadBalancer: (balancer) => balancers.manual.create(balancer),
      console: (request) => providerConsole.handle(request),
      publishName: (name, address) => {
        names.publish(name, address);
        views.topology.changed();
      },
      askUnhealthyAgain: () => balancers.engine.askUnhealthyAgain(),
    },
    limitLink: (...link) => limitLink(core, ...link),
    traces: traceLogOf(options, core, outside, views),
    topology: () => views.topology.read(),
    onTopology: (listener) => views.topology.onChange(listener),
    settled: readinessOf({
      informers: controlPlane.informers,
      activity: controlPlane.activity,
      nodes: options.nodes,
      busy: () => balancers.engine.busy() || (addons.otc?.busy() ?? false),
      onChange: (listener) => either(balancers.engine.onChange(listener), addons.otc?.onChange(listener)),
    }),
    setPace: (pace) => core.setPace(pace),
    snapshot: (wanted = {}) => {
      const credentials = { token: options.token, certificateAuthority: controlPlane.certificateAuthority };
      const parts = { options, core, client: outside.client, balancers, credentials, otc: addons.otc?.snapshot() };
      return takeSnapshot(parts, wanted);
    },
    close: () => {
      addons.otc?.close();
      addons.aws?.close();
      close(core, outside, balancers);
    },
  };
}

function limitLink({ network }: Core, node: string, other: string, bytes: number | null): boolean {
  const [one, another] = [node, other].map((name) => network.hosts().find(({ id }) => id === `node/${name}`));
  if (!one || !another || one === another) return false;
  network.limitLink(one, another, bytes);
  return true;
}

function either(...stops: readonly ((() => void) | undefined)[]): () => void {
  return () => {
    for (const stop of stops) stop?.();
  };
}

function traceLogOf(
  options: ClusterOptions,
  core: Core,
  { client, checker }: OutsideMachines,
  { log, predict }: Views,
): TraceLog {
  const startAt = (origin: 'learner' | 'check', from: string | undefined) => {
    const start = flowStarts(options, core, origin === 'check' ? checker : client)(from, origin);
    if (!start) throw new ProbeError(`There is no ${from} to begin at.`);
    return start;
  };
  return {
    list: () => log.list(),
    onTrace: (listener) => log.onTrace(listener),
    probe: async (url, { origin = 'learner', timeoutMs = PROBE_TIMEOUT_MS, from } = {}) =>
      probe(log, startAt(origin, from), url, timeoutMs),
    predict: async (text, { origin = 'learner', from } = {}) => {
      const start = startAt(origin, from);
      const url = parseProbeUrl(text);
      return predict(start, url, await resolveProbe(start, url));
    },
  };
}

function close({ nodes, controlPlane, network }: Core, outside: OutsideMachines, balancers: Balancers): void {
  balancers.engine.close();
  for (const { kubelet, kubeProxy, machine } of nodes) {
    kubelet.stop();
    kubeProxy.stop();
    machine.processes.endAll();
  }
  outside.client.processes.endAll();
  outside.checker.processes.endAll();
  controlPlane.stop();
  for (const host of network.hosts()) network.removeHost(host.id);
}
