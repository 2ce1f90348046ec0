import { boolean, duration, integer, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError } from '../errors.ts';
import { type JsonObject, nameOf, recordsAt, stringAt } from '../json.ts';
import { containerNames, defaultContainer, podsBehind } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const logs: Verb = {
  name: 'logs',
  aliases: ['log'],
  usage: 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  flags: {
    'all-containers': boolean(),
    'all-pods': boolean(),
    container: string('c'),
    follow: boolean('f'),
    'ignore-errors': boolean(),
    'insecure-skip-tls-verify-backend': boolean(),
    'limit-bytes': integer(),
    'max-log-requests': integer(undefined, '5'),
    'pod-running-timeout': duration('20s'),
    prefix: boolean(),
    previous: boolean('p'),
    selector: string('l'),
    since: duration(),
    'since-time': string(),
    tail: integer(undefined, '-1'),
    timestamps: boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    const pods = await podsFor(session, args);
    const container = flags.string('container') || (args.length > 1 && !args[0]!.includes('/') ? args[1]! : '');
    const jobs = pods.flatMap((pod) => containersOf(session, pod, container).map((name) => ({ pod, name })));
    if (flags.boolean('follow') && jobs.length > flags.integer('max-log-requests')) {
      throw new KubectlError(
        `error: you are attempting to follow ${jobs.length} log streams, but maximum allowed concurrency is ${flags.integer('max-log-requests')}, use --max-log-requests to increase the limit`,
      );
    }
    if (flags.boolean('follow')) await Promise.all(jobs.map(({ pod, name }) => stream(session, pod, name)));
    else for (const { pod, name } of jobs) await stream(session, pod, name);
    return 0;
  },
};

async function podsFor(session: Session, args: readonly string[]): Promise<JsonObject[]> {
  const { flags } = session;
  const selector = flags.string('selector');
  if (args.length === 0 && !selector) {
    throw new KubectlError(
      "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
    );
  }
  if (selector) {
    const list = await session.client.json({
      path: `/api/v1/namespaces/${session.namespace}/pods`,
      query: { labelSelector: selector },
    });
    const pods = recordsAt(list, 'items');
    if (pods.length === 0) await session.error(`No resources found in ${session.namespace} namespace.\n`);
    return [...pods];
  }
  const pods = await podsBehind(session, args[0]!).catch((error: unknown) => {
    if (!isNotFound(error) || !(error instanceof Error)) throw error;
    throw new KubectlError(`error: error from server (NotFound): ${error.message} in namespace "${session.namespace}"`);
  });
  const all = flags.boolean('all-pods');
  if (pods.length > 1 && !all) await session.error(`Found ${pods.length} pods, using pod/${nameOf(pods[0])}\n`);
  return all ? pods : pods.slice(0, 1);
}

function containersOf(session: Session, pod: JsonObject, asked: string): string[] {
  if (session.flags.boolean('all-containers')) return containerNames(pod);
  if (asked) {
    if (containerNames(pod).includes(asked)) return [asked];
    throw new KubectlError(`error: container ${asked} is not valid for pod ${nameOf(pod)}`);
  }
  const { name, isOneOfMany } = defaultContainer(pod);
  if (isOneOfMany) {
    void session.error(`Defaulted container "${name}" out of: ${containerNames(pod).map(initMark(pod)).join(', ')}\n`);
  }
  return [name];
}

export const initMark = (pod: JsonObject) => (name: string) =>
  recordsAt(pod, 'spec', 'initContainers').some((item) => item['name'] === name) ? `${name} (init)` : name;

async function stream(session: Session, pod: JsonObject, container: string): Promise<void> {
  const { flags } = session;
  const tail = flags.changed('tail') ? flags.integer('tail') : flags.string('selector') ? 10 : -1;
  const response = await session.client.open({
    path: `/api/v1/namespaces/${stringAt(pod, 'metadata', 'namespace')}/pods/${nameOf(pod)}/log`,
    accept: '*/*',
    query: {
      container,
      follow: flags.boolean('follow') ? 'true' : undefined,
      previous: flags.boolean('previous') ? 'true' : undefined,
      timestamps: flags.boolean('timestamps') ? 'true' : undefined,
      tailLines: tail >= 0 ? String(tail) : undefined,
      sinceSeconds: flags.changed('since') ? String(Math.ceil(flags.duration('since') / 1000)) : undefined,
      sinceTime: flags.string('since-time') || undefined,
      limitBytes: flags.integer('limit-bytes') > 0 ? String(flags.integer('limit-bytes')) : undefined,
    },
  });
  const prefix = flags.boolean('prefix') ? `[pod/${nameOf(pod)}/${container}] ` : '';
  let fresh = true;
  for await (const chunk of response) {
    const text = chunk as Buffer;
    if (!prefix) await session.process.stdout.write(text);
    else {
      const marked = text.toString().replace(/^(?=.)/gms, (_m, at: number) => (at === 0 && !fresh ? '' : prefix));
      fresh = marked.endsWith('\n');
      await session.print(marked);
    }
  }
}
