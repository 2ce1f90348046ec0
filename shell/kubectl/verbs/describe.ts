import { boolean, integer } from '../command-line/flag-table.ts';
import {
  describeEndpointSlice,
  describeEndpoints,
  describeIngress,
  describeIngressClass,
  describeService,
  endpointsText,
} from '../describe/networking.ts';
import {
  describeAny,
  describeConfigMap,
  describeNamespace,
  describeNode,
  describeSecret,
  describeServiceAccount,
} from '../describe/other.ts';
import { eventLines, type Lines } from '../describe/parts.ts';
import { describePod } from '../describe/pod.ts';
import { describeRole, describeRoleBinding } from '../describe/roles.ts';
import { alignTabs } from '../describe/tab-writer.ts';
import { describeDaemonSet, describeDeployment, describeReplicaSet } from '../describe/workloads.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { isRecord, type JsonObject, jsonEqual, recordAt, recordsAt, stringAt } from '../json.ts';
import { selectorOf } from '../resources/pods.ts';
import { SELECTION_FLAGS, select } from '../resources/selected.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const describe: Verb = {
  name: 'describe',
  usage: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: { ...SELECTION_FLAGS, 'chunk-size': integer(undefined, '500'), 'show-events': boolean(undefined, true) },
  run: async (session, args) => {
    if (args.length === 0 && session.flags.strings('filename').length === 0) {
      throw new KubectlError(
        'error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    const { targets, errors } = await select(session, args, { fetch: true, listWithoutName: true });
    // Infos() of a builder that met an error gives no objects at all.
    const described = errors.length > 0 ? [] : targets;
    const texts = await Promise.all(described.map((target) => describeOne(session, target)));
    if (texts.length > 0) await session.print(texts.join('\n\n'));
    else if (errors.length === 0) {
      const everywhere = session.flags.boolean('all-namespaces');
      await session.error(
        everywhere ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`,
      );
    }
    throwAll(errors);
    return 0;
  },
};

/** Kinds that kubectl describes without their events. */
const WITHOUT_EVENTS = new Set(['Namespace', 'Secret', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']);

async function describeOne(session: Session, target: Target): Promise<string> {
  const lines = await linesFor(session, target);
  const withEvents = session.flags.boolean('show-events') && !WITHOUT_EVENTS.has(target.resource.kind);
  if (withEvents) lines.push(...eventLines(await eventsOf(session, target), session.now()));
  return `${alignTabs(lines.join('\n'))}\n`;
}

async function linesFor(session: Session, target: Target): Promise<Lines> {
  const object = target.object!;
  switch (`${target.resource.kind}.${target.resource.group}`) {
    case 'Pod.':
      return describePod(object);
    case 'Service.':
      return describeService(object, await slicesOf(session, target.namespace, target.name));
    case 'Deployment.apps':
      return deploymentLines(session, target);
    case 'ReplicaSet.apps':
      return describeReplicaSet(object, await podsOf(session, target));
    case 'DaemonSet.apps':
      return describeDaemonSet(object, await podsOf(session, target));
    case 'Endpoints.':
      return describeEndpoints(object);
    case 'ServiceAccount.':
      return describeServiceAccount(object, await tokensOf(session, target));
    case 'Node.':
      return describeNode(
        object,
        await leaseOf(session, target.name),
        await list(session, '/api/v1/pods', {
          fieldSelector: `spec.nodeName=${target.name},status.phase!=Succeeded,status.phase!=Failed`,
        }),
        session.now(),
      );
    case 'Ingress.networking.k8s.io':
      return ingressLines(session, target);
    case 'IngressClass.networking.k8s.io':
      return describeIngressClass(object);
    case 'EndpointSlice.discovery.k8s.io':
      return describeEndpointSlice(object);
    case 'Namespace.':
      return describeNamespace(object);
    case 'ConfigMap.':
      return describeConfigMap(object);
    case 'Secret.':
      return describeSecret(object);
    case 'Role.rbac.authorization.k8s.io':
    case 'ClusterRole.rbac.authorization.k8s.io':
      return describeRole(object);
    case 'RoleBinding.rbac.authorization.k8s.io':
    case 'ClusterRoleBinding.rbac.authorization.k8s.io':
      return describeRoleBinding(object);
    default:
      return describeAny(object);
  }
}

async function list(
  session: Session,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<readonly JsonObject[]> {
  return recordsAt(await session.client.json({ path, query }), 'items');
}

const podsOf = (session: Session, { namespace, object }: Target): Promise<readonly JsonObject[]> =>
  list(session, `/api/v1/namespaces/${namespace}/pods`, { labelSelector: selectorOf(object) });

const leaseOf = (session: Session, node: string): Promise<JsonObject | null> =>
  session.client
    .json({ path: `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}` })
    .catch(() => null);

async function tokensOf(session: Session, { namespace, name }: Target): Promise<string[]> {
  const secrets = await list(session, `/api/v1/namespaces/${namespace}/secrets`, {});
  return secrets
    .filter((secret) => stringAt(secret, 'type') === 'kubernetes.io/service-account-token')
    .filter((secret) => stringAt(secret, 'metadata', 'annotations', 'kubernetes.io/service-account.name') === name)
    .map((secret) => stringAt(secret, 'metadata', 'name'));
}

const slicesOf = (session: Session, namespace: string, service: string): Promise<readonly JsonObject[]> =>
  list(session, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
    labelSelector: `kubernetes.io/service-name=${service}`,
  });

function eventsOf(session: Session, { object, namespace, name }: Target): Promise<readonly JsonObject[]> {
  const selector = [
    `involvedObject.name=${name}`,
    ...(namespace ? [`involvedObject.namespace=${namespace}`] : []),
    `involvedObject.uid=${stringAt(object, 'metadata', 'uid')}`,
  ];
  const where = namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events';
  return list(session, where, { fieldSelector: selector.join(',') });
}

async function deploymentLines(session: Session, target: Target): Promise<Lines> {
  const object = target.object!;
  const uid = stringAt(object, 'metadata', 'uid');
  const all = await list(session, `/apis/apps/v1/namespaces/${target.namespace}/replicasets`, {
    labelSelector: selectorOf(object),
  });
  const owned = all.filter((set) =>
    recordsAt(set, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid),
  );
  const isNew = (set: JsonObject) => jsonEqual(templateOf(set), templateOf(object));
  return describeDeployment(object, owned.filter((set) => !isNew(set)).sort(byCreation), owned.filter(isNew));
}

/** ReplicaSetsByCreationTimestamp. */
function byCreation(a: JsonObject, b: JsonObject): number {
  const key = (set: JsonObject) =>
    `${stringAt(set, 'metadata', 'creationTimestamp')} ${stringAt(set, 'metadata', 'name')}`;
  return key(a) < key(b) ? -1 : 1;
}

/** The pod template without the hash that the controller adds. */
function templateOf(object: JsonObject): unknown {
  const template = structuredClone(recordAt(object, 'spec', 'template') ?? {}) as Record<string, unknown>;
  const metadata = template['metadata'];
  if (isRecord(metadata)) {
    const labels = metadata['labels'];
    if (isRecord(labels)) delete (labels as Record<string, unknown>)['pod-template-hash'];
    delete (metadata as Record<string, unknown>)['creationTimestamp'];
  }
  return template;
}

async function ingressLines(session: Session, target: Target): Promise<Lines> {
  const object = target.object!;
  const backends = [
    recordAt(object, 'spec', 'defaultBackend'),
    ...recordsAt(object, 'spec', 'rules').flatMap((rule) =>
      recordsAt(rule, 'http', 'paths').map((path) => recordAt(path, 'backend')),
    ),
  ];
  const names = new Set(backends.map((backend) => stringAt(backend, 'service', 'name')).filter(Boolean));
  const behind = new Map<string, { service: JsonObject | null; slices: readonly JsonObject[] }>();
  for (const name of names) {
    const service = await session.client
      .json({ path: `/api/v1/namespaces/${target.namespace}/services/${name}` })
      .catch(() => null);
    behind.set(name, { service, slices: await slicesOf(session, target.namespace, name) });
  }
  return describeIngress(object, (backend) => {
    const name = stringAt(backend, 'service', 'name');
    const port = stringAt(backend, 'service', 'port', 'number') || stringAt(backend, 'service', 'port', 'name');
    const found = behind.get(name);
    if (!found?.service) return `${name}:${port} (<error: services "${name}" not found>)`;
    const spec = recordsAt(found.service, 'spec', 'ports').find(
      (item) => stringAt(item, 'port') === port || stringAt(item, 'name') === port,
    );
    return `${name}:${port} (${endpointsText(found.slices, stringAt(spec, 'name'))})`;
  });
}
