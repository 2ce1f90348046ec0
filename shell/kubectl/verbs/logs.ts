import type { ApiCall } from '../client/api-client.ts';
import { podPath } from '../client/pod-streams.ts';
import { linesOf } from '../client/watch.ts';
import { boolean, duration, integer, string } from '../command-line/flag-table.ts';
import { isNotFound, KubectlError, messageFor, UsageError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, nameOf, recordsAt } from '../json.ts';
import { logContainers } from '../resources/log-containers.ts';
import { checkLogOptions, logQuery } from '../resources/log-options.ts';
import { byLogging } from '../resources/pod-order.ts';
import { objectNamed, podsBehind } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const USAGE =
  "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

export const logs: Verb = {
  name: 'logs',
  mapperTries: 4,
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
    const selector = flags.string('selector');
    if (args.length > 2 || (args.length === 0 && !selector)) throw new UsageError(USAGE, 'logs');
    if (args.length === 1 && selector) throw new UsageError('only a selector (-l) or a POD name is allowed', 'logs');
    const query = logQuery(flags);
    const object = await logged(session, args);
    const container = args.length === 2 ? args[1]! : flags.string('container');
    checkLogOptions(flags, container, args.length);
    const requests = await requestsFor(session, object, container);
    const most = flags.integer('max-log-requests');
    if (flags.boolean('follow') && requests.length > 1 && requests.length > most) {
      throw new KubectlError(
        `error: you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    }
    await interruptible(session.process, () => consume(session, requests, query));
    return 0;
  },
};

/** The object whose log is asked for, or the pods of the selector. */
async function logged(session: Session, args: readonly string[]): Promise<JsonObject | readonly JsonObject[]> {
  const { flags, namespace } = session;
  if (args.length > 0) {
    return objectNamed(session, args.slice(0, 1)).catch((error: unknown) => {
      if (!isNotFound(error) || !(error instanceof Error)) throw error;
      throw new KubectlError(`error: error from server (NotFound): ${error.message} in namespace "${namespace}"`);
    });
  }
  const labelSelector = flags.string('selector');
  const list = await session.client.json({ path: `/api/v1/namespaces/${namespace}/pods`, query: { labelSelector } });
  const pods = recordsAt(list, 'items');
  if (pods.length === 0) await session.error(`No resources found in ${namespace} namespace.\n`);
  return pods;
}

interface LogRequest {
  readonly pod: JsonObject;
  readonly container: string;
}

async function requestsFor(
  session: Session,
  object: JsonObject | readonly JsonObject[],
  container: string,
): Promise<LogRequest[]> {
  const { flags } = session;
  const allPods = flags.boolean('all-pods');
  let pods: readonly JsonObject[];
  if (isList(object)) pods = object;
  else {
    const timeoutMs = flags.duration('pod-running-timeout');
    pods = await podsBehind(session, object, { doing: 'get the logs from', order: byLogging, timeoutMs });
    if (pods.length > 1 && !allPods) {
      await session.error(`Found ${pods.length} pods, using pod/${nameOf(pods[0])}\n`);
      pods = pods.slice(0, 1);
    }
  }
  const requests: LogRequest[] = [];
  for (const pod of pods) {
    const names = await logContainers(session, pod, { asked: container, quiet: allPods });
    requests.push(...names.map((name) => ({ pod, container: name })));
  }
  return requests;
}

const isList = (object: JsonObject | readonly JsonObject[]): object is readonly JsonObject[] => Array.isArray(object);

async function consume(
  session: Session,
  requests: readonly LogRequest[],
  query: NonNullable<ApiCall['query']>,
): Promise<void> {
  const ignoreErrors = session.flags.boolean('ignore-errors');
  const one = async (request: LogRequest) => {
    try {
      await stream(session, request, query);
    } catch (error) {
      if (!ignoreErrors) throw error;
      await session.print(`error: ${error instanceof Error ? error.message : messageFor(error)}\n`);
    }
  };
  if (session.flags.boolean('follow') && requests.length > 1) await Promise.all(requests.map(one));
  else for (const request of requests) await one(request);
}

async function stream(
  session: Session,
  { pod, container }: LogRequest,
  query: NonNullable<ApiCall['query']>,
): Promise<void> {
  const { flags, process } = session;
  const response = await session.client.open({
    path: podPath(pod, 'log'),
    accept: 'application/json, */*',
    query: { ...query, container },
  });
  if (!flags.boolean('prefix') && !flags.boolean('all-pods')) {
    for await (const chunk of response) await process.stdout.write(chunk as Buffer);
    return;
  }
  const prefix = `[pod/${nameOf(pod)}/${container}] `;
  for await (const line of linesOf(response, { keepBlank: true })) await session.print(`${prefix}${line}\n`);
}
