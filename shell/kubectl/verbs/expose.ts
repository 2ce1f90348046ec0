import { DRY_RUN_FLAG, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, numberAt, recordAt, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { overridden } from '../resources/overrides.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const expose: Verb = {
  name: 'expose',
  usage:
    'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]',
  flags: {
    ...SELECTION_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    'cluster-ip': string(),
    'external-ip': string(),
    labels: string('l'),
    'load-balancer-ip': string(),
    name: string(),
    'override-type': string(undefined, 'merge'),
    overrides: string(),
    port: string(),
    protocol: string(),
    selector: string(),
    'session-affinity': string(),
    'target-port': string(),
    type: string(),
  },
  run: async (session, args) => {
    for (const target of await selected(session, args, { fetch: true, labelSelector: '' })) {
      const service = overridden(serviceFor(session, target), session.flags.string('overrides'));
      const resource = await session.resource('services');
      const created =
        dryRunOf(session) === 'client'
          ? service
          : await session.client.json({
              method: 'POST',
              path: `/api/v1/namespaces/${target.namespace}/services`,
              query: { fieldManager: 'kubectl-expose', dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
              body: service,
            });
      await report(session, created, 'exposed', resource);
    }
    return 0;
  },
};

function serviceFor(session: Session, target: Target): JsonObject {
  const { flags } = session;
  const object = target.object!;
  const ports = portsOf(session, object);
  const affinity = flags.string('session-affinity');
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: flags.string('name') || nameOf(object),
      ...labelsFor(session, object),
    },
    spec: {
      ports,
      selector: selectorFor(session, object),
      ...(flags.string('type') && { type: flags.string('type') }),
      ...(flags.string('cluster-ip') && { clusterIP: flags.string('cluster-ip') }),
      ...(flags.string('external-ip') && { externalIPs: [flags.string('external-ip')] }),
      ...(flags.string('load-balancer-ip') && { loadBalancerIP: flags.string('load-balancer-ip') }),
      ...(affinity && { sessionAffinity: affinity }),
    },
    status: { loadBalancer: {} },
  };
}

function labelsFor(session: Session, object: JsonObject): JsonObject {
  const given = session.flags.string('labels');
  const labels = given ? pairs(given) : (recordAt(object, 'metadata', 'labels') ?? {});
  return Object.keys(labels).length > 0 ? { labels } : {};
}

export function pairs(text: string): JsonObject {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const equals = part.indexOf('=');
      if (equals <= 0) throw new KubectlError(`error: unexpected label spec: ${part}`);
      return [part.slice(0, equals), part.slice(equals + 1)];
    }),
  );
}

function selectorFor(session: Session, object: JsonObject): JsonObject {
  const given = session.flags.string('selector');
  if (given) return pairs(given);
  const kind = stringAt(object, 'kind');
  if (kind === 'Pod') {
    const labels = stringMapAt(object, 'metadata', 'labels');
    if (labels.length === 0)
      throw new KubectlError(
        "error: couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
      );
    return Object.fromEntries(labels);
  }
  const selector =
    recordAt(object, 'spec', 'selector', 'matchLabels') ??
    (kind === 'Service' ? recordAt(object, 'spec', 'selector') : null);
  if (!selector) throw new KubectlError(`error: cannot expose a ${kind}`);
  return selector;
}

function portsOf(session: Session, object: JsonObject): JsonObject[] {
  const { flags } = session;
  const protocol = flags.string('protocol');
  const numbers = flags.string('port') ? flags.string('port').split(',') : containerPorts(object);
  if (numbers.length === 0) throw new KubectlError("error: couldn't find port via --port flag or introspection");
  return numbers.map((number, index) => {
    const port = Number(number);
    const target = flags.string('target-port');
    return {
      ...(numbers.length > 1 && { name: `port-${index + 1}` }),
      port,
      protocol: protocol || 'TCP',
      targetPort: target ? (/^\d+$/.test(target) ? Number(target) : target) : port,
    };
  });
}

function containerPorts(object: JsonObject): string[] {
  const spec = stringAt(object, 'kind') === 'Pod' ? object['spec'] : valueAt(object, 'spec', 'template', 'spec');
  if (stringAt(object, 'kind') === 'Service') {
    return recordsAt(object, 'spec', 'ports').map((port) => stringAt(port, 'port'));
  }
  return recordsAt(spec, 'containers').flatMap((container) =>
    recordsAt(container, 'ports').map((port) => String(numberAt(port, 'containerPort'))),
  );
}
