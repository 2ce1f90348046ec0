import type { KubernetesObject } from '../machinery/kubernetes-object.ts';
import { flowSchemas, priorityLevels } from '../resources/flow-control-objects.ts';
import { groupVersions, versionText } from '../resources/group-versions.ts';
import { deepFreeze } from './json.ts';
import { apiVersionOf, storageName } from './registry.ts';
import { type ServerState, timestamp } from './resource-request.ts';

/** Position of groups in discovery. Source: cmd/kube-apiserver/app/aggregator.go, pkg/controlplane/apiserver/aggregator.go. */
const GROUP_PRIORITIES: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'admissionregistration.k8s.io': 16700,
  'apiextensions.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'resource.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
};
const VERSION_PRIORITIES: Readonly<Record<string, number>> = {
  v1: 1,
  'autoscaling/v2': 30,
  'resource.k8s.io/v1': 21,
  'flowcontrol.apiserver.k8s.io/v1': 21,
};
const USUAL_VERSION_PRIORITY = 15;

interface Template {
  readonly path: readonly [group: string, version: string, plural: string];
  readonly name: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly content: Readonly<Record<string, unknown>>;
  /** Conditions without their times. */
  readonly conditions?: readonly object[];
}

let templates: readonly Template[] | undefined;

function allTemplates(): readonly Template[] {
  templates ??= deepFreeze([
    ...apiServices(),
    ...flowControl(),
    ...priorityClasses(),
    {
      path: ['networking.k8s.io', 'v1', 'servicecidrs'],
      name: 'kubernetes',
      metadata: { finalizers: ['networking.k8s.io/service-cidr-finalizer'] },
      content: { spec: { cidrs: ['10.96.0.0/12'] } },
      conditions: [{ type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' }],
    } satisfies Template,
  ]);
  return templates;
}

/**
 * Puts into the store what an API server itself writes at its start. Only metadata and times are a cluster's own; the rest
 * is shared by all clusters of the process.
 */
export function storeBootstrapObjects({ store, registry, random, clock }: ServerState): void {
  const creationTimestamp = timestamp(clock.now());
  for (const { path, name, metadata, content, conditions } of allTemplates()) {
    const definition = registry.find(...path);
    if (!definition) continue;
    const object: KubernetesObject = {
      kind: definition.kind,
      apiVersion: apiVersionOf(definition),
      metadata: { name, uid: random.uuid(), creationTimestamp, ...metadata },
      ...content,
      ...(conditions && {
        status: { conditions: conditions.map((each) => ({ ...each, lastTransitionTime: creationTimestamp })) },
      }),
    };
    store.put({ resource: storageName(definition), namespace: '', name }, object);
  }
}

function apiServices(): Template[] {
  // The aggregator's own group is not registered with itself.
  const registered = groupVersions().filter(({ group }) => group !== 'apiregistration.k8s.io');
  return registered.map((entry) => {
    const { group, version } = entry;
    return {
      path: ['apiregistration.k8s.io', 'v1', 'apiservices'],
      name: `${version}.${group}`,
      metadata: { labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
      content: {
        spec: {
          ...(group !== '' && { group }),
          version,
          groupPriorityMinimum: GROUP_PRIORITIES[group],
          versionPriority: VERSION_PRIORITIES[versionText(entry)] ?? USUAL_VERSION_PRIORITY,
        },
      },
      conditions: [
        { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' },
      ],
    };
  });
}

function flowControl(): Template[] {
  const metadata = { generation: 1, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } };
  const levels = Object.entries(priorityLevels).map(([name, spec]): Template => {
    const path = ['flowcontrol.apiserver.k8s.io', 'v1', 'prioritylevelconfigurations'] as const;
    return { path, name, metadata, content: { spec, status: {} } };
  });
  const schemas = Object.entries(flowSchemas).map(([name, spec]): Template => {
    const level = spec.priorityLevelConfiguration.name;
    const message = `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`;
    return {
      path: ['flowcontrol.apiserver.k8s.io', 'v1', 'flowschemas'],
      name,
      metadata,
      content: { spec },
      conditions: [{ type: 'Dangling', status: 'False', reason: 'Found', message }],
    };
  });
  return [...levels, ...schemas];
}

/** Source: pkg/apis/scheduling/v1/helpers.go. */
function priorityClasses(): Template[] {
  const critical: [name: string, value: number, description: string][] = [
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
  ];
  return critical.map(([name, value, description]) => ({
    path: ['scheduling.k8s.io', 'v1', 'priorityclasses'],
    name,
    metadata: { generation: 1 },
    content: { value, description, preemptionPolicy: 'PreemptLowerPriority' },
  }));
}
