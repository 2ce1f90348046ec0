import { posix } from 'node:path';
import { boolean, duration, PRINT_FLAGS, string, strings } from '../command-line/flag-table.ts';
import { isRecord, type JsonObject, nameOf, namespaceOf, recordsAt, stringAt } from '../json.ts';
import { toOrderedJson } from '../printers/json.ts';
import { objectPrinter } from '../printers/output.ts';
import { inStructOrder } from '../printers/struct-order.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

/** What is dumped of a namespace: the file and the collection. */
const DUMPED: readonly (readonly [file: string, path: string])[] = [
  ['events', '/api/v1/namespaces/NS/events'],
  ['replication-controllers', '/api/v1/namespaces/NS/replicationcontrollers'],
  ['services', '/api/v1/namespaces/NS/services'],
  ['daemonsets', '/apis/apps/v1/namespaces/NS/daemonsets'],
  ['deployments', '/apis/apps/v1/namespaces/NS/deployments'],
  ['replicasets', '/apis/apps/v1/namespaces/NS/replicasets'],
  ['pods', '/api/v1/namespaces/NS/pods'],
];

export const dump: Verb = {
  name: 'dump',
  usage: 'cluster-info dump',
  flags: {
    ...PRINT_FLAGS,
    'all-namespaces': boolean('A'),
    namespaces: strings(undefined, true),
    'output-directory': string(),
    'pod-running-timeout': duration('20s'),
  },
  run: async (session) => {
    const directory = session.flags.string('output-directory');
    await put(session, 'nodes', await session.client.json({ path: '/api/v1/nodes' }));
    for (const namespace of await namespacesOf(session)) {
      let pods: readonly JsonObject[] = [];
      for (const [file, path] of DUMPED) {
        const list = await session.client.json({ path: path.replace('NS', namespace) });
        await put(session, `${namespace}/${file}`, list);
        if (file === 'pods') pods = recordsAt(list, 'items');
      }
      for (const pod of pods) await putLogs(session, namespace, pod);
    }
    if (directory && directory !== '-') await session.print(`Cluster info dumped to ${directory}\n`);
    return 0;
  },
};

async function namespacesOf(session: Session): Promise<string[]> {
  const { flags } = session;
  if (flags.boolean('all-namespaces'))
    return recordsAt(await session.client.json({ path: '/api/v1/namespaces' }), 'items').map(nameOf);
  return flags.changed('namespaces') ? flags.strings('namespaces') : ['kube-system', session.namespace];
}

async function put(session: Session, file: string, list: JsonObject): Promise<void> {
  const format = session.flags.string('output') || 'json';
  const printer = format === 'json' ? null : objectPrinter(session);
  const text = printer ? printer(list) : toOrderedJson(inStructOrder(withoutManagedFields(list)));
  await write(session, `${file}${format === 'json' ? '.json' : format === 'yaml' ? '.yaml' : '.txt'}`, text);
}

function withoutManagedFields(list: JsonObject): JsonObject {
  const items = recordsAt(list, 'items').map((item) => {
    const { managedFields: _dropped, ...metadata } = isRecord(item['metadata']) ? item['metadata'] : {};
    return { ...item, metadata };
  });
  return { ...list, items };
}

/** To the output, or to a file below --output-directory. */
async function write(session: Session, file: string, text: string): Promise<void> {
  const directory = session.flags.string('output-directory');
  if (!directory || directory === '-') return session.print(text);
  const path = posix.resolve(session.process.workingDirectory, directory, file);
  const { files } = session.machine;
  files.makeDirectory(posix.dirname(path), { recursive: true });
  files.write(path, Buffer.from(text));
}

async function putLogs(session: Session, namespace: string, pod: JsonObject): Promise<void> {
  const containers = [...recordsAt(pod, 'spec', 'initContainers'), ...recordsAt(pod, 'spec', 'containers')];
  let text = '';
  for (const container of containers) {
    const name = stringAt(container, 'name');
    const about = `logs for container ${name} of pod ${namespaceOf(pod)}/${nameOf(pod)}`;
    const path = `/api/v1/namespaces/${namespace}/pods/${nameOf(pod)}/log`;
    const log = await session.client
      .text({ path, query: { container: name } })
      .catch((error: unknown) => `Request log error: ${error instanceof Error ? error.message : String(error)}\n`);
    text += `==== START ${about} ====\n${log}==== END ${about} ====\n`;
  }
  await write(session, `${namespace}/${nameOf(pod)}/logs.txt`, text);
}
