import { sleep } from '../../../cluster/machinery/clock.ts';
import { goDuration } from '../command-line/duration.ts';
import { AggregateFailure, isNotFound, StatusError } from '../errors.ts';
import { type JsonObject, nameOf, namespaceOf, recordsAt, stringAt } from '../json.ts';
import { dryRunOf } from '../printers/output.ts';
import type { Session } from '../session.ts';
import { filterPods, isSkipped, podLabel } from './pod-filters.ts';

/** How long kubectl waits before it asks again for an eviction that a budget refused. */
const RETRY_MS = 5_000;
/** How often it looks whether a pod is gone. */
const POLL_MS = 1_000;
/** "No limit" in kubectl: the longest Go duration. */
const FOREVER_TEXT = '2562047h47m16.854775807s';

/** Takes a node's pods away, as kubectl/pkg/drain does. Throws what kept it from that. */
export async function drainNode(session: Session, node: string): Promise<void> {
  const { pods, warnings } = await podsToGo(session, node);
  if (warnings) await session.error(`Warning: ${warnings}\n`);
  if (dryRunOf(session) === 'client') {
    for (const pod of pods) await session.print(`evicting pod ${podLabel(pod)} (dry run)\n`);
    return;
  }
  try {
    if (session.flags.boolean('disable-eviction')) await deleteAll(session, pods);
    else await evictAll(session, pods);
  } catch (error) {
    if (!session.process.signal.aborted) await sayPending(session, node, error);
    throw error;
  }
}

async function podsToGo(session: Session, node: string): ReturnType<typeof filterPods> {
  const labelSelector = session.flags.string('pod-selector');
  const query = { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector && { labelSelector }) };
  return filterPods(session, recordsAt(await session.client.json({ path: '/api/v1/pods', query }), 'items'));
}

async function sayPending(session: Session, node: string, error: unknown): Promise<void> {
  const { pods } = await podsToGo(session, node);
  if (pods.length === 0) return;
  const texts = error instanceof AggregateFailure ? error.errors.map(textOf) : [textOf(error)];
  const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const names = pods.map((pod) => `pod/${nameOf(pod)}\n`).join('');
  await session.error(`There are pending pods in node "${node}" when an error occurred: ${text}\n${names}`);
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Nodes that could not be drained. */
export async function pendingNodes(session: Session, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  await session.error(`There are pending nodes to be drained:\n${names.map((name) => ` ${name}\n`).join('')}`);
}

const podPath = (pod: JsonObject) => `/api/v1/namespaces/${namespaceOf(pod)}/pods/${nameOf(pod)}`;

function deleteOptions(session: Session): JsonObject {
  const seconds = session.flags.integer('grace-period');
  return {
    ...(seconds >= 0 && { gracePeriodSeconds: seconds }),
    ...(dryRunOf(session) === 'server' && { dryRun: ['All'] }),
  };
}

/** All at once; each is told as soon as it is gone. */
async function evictAll(session: Session, pods: readonly JsonObject[]): Promise<void> {
  const timeoutMs = session.flags.duration('timeout');
  const deadline = timeoutMs > 0 ? session.now() + timeoutMs : Number.POSITIVE_INFINITY;
  const settled = await Promise.allSettled(pods.map((pod) => evictOne(session, pod, deadline)));
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  if (failures.length > 0) throw new AggregateFailure(failures);
}

async function evictOne(session: Session, pod: JsonObject, deadline: number): Promise<void> {
  const about = `pods/${JSON.stringify(nameOf(pod))} -n ${JSON.stringify(namespaceOf(pod))}`;
  const isDryRun = dryRunOf(session) === 'server';
  for (;;) {
    await session.print(`evicting pod ${podLabel(pod)}${isDryRun ? ' (server dry run)' : ''}\n`);
    if (session.now() >= deadline)
      throw new Error(`error when evicting ${about}: global timeout reached: ${limitText(session)}`);
    try {
      await evict(session, pod);
      break;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof StatusError)) throw error;
      if (error.reason !== 'TooManyRequests') throw new Error(`error when evicting ${about}: ${error.message}`);
      await session.error(`error when evicting ${about} (will retry after 5s): ${error.message}\n`);
      await sleep(session.machine.clock, RETRY_MS, session.process.signal);
    }
  }
  if (isDryRun) return;
  if (!(await untilGone(session, [pod], 'evicted', deadline)))
    throw new Error(
      `error when waiting for pod ${JSON.stringify(nameOf(pod))} in namespace ${JSON.stringify(namespaceOf(pod))} to terminate: global timeout reached: ${limitText(session)}`,
    );
}

const limitText = ({ flags }: Session) =>
  flags.duration('timeout') > 0 ? goDuration(flags.duration('timeout')) : FOREVER_TEXT;

async function evict(session: Session, pod: JsonObject): Promise<void> {
  await session.client.json({
    method: 'POST',
    path: `${podPath(pod)}/eviction`,
    body: {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: nameOf(pod), namespace: namespaceOf(pod) },
      deleteOptions: deleteOptions(session),
    },
  });
}

async function deleteAll(session: Session, pods: readonly JsonObject[]): Promise<void> {
  for (const pod of pods) {
    try {
      await session.client.json({ method: 'DELETE', path: podPath(pod), body: deleteOptions(session) });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const timeoutMs = session.flags.duration('timeout');
  const deadline = timeoutMs > 0 ? session.now() + timeoutMs : Number.POSITIVE_INFINITY;
  if (!(await untilGone(session, pods, 'deleted', deadline)))
    throw new Error(`error when waiting for pods to terminate: context deadline exceeded`);
}

/** False when time is over before. */
async function untilGone(
  session: Session,
  pods: readonly JsonObject[],
  word: string,
  deadline: number,
): Promise<boolean> {
  let left = pods;
  for (;;) {
    const remaining: JsonObject[] = [];
    for (const pod of left) if (!(await isGone(session, pod, word))) remaining.push(pod);
    left = remaining;
    if (left.length === 0) return true;
    if (session.now() >= deadline) return false;
    await sleep(session.machine.clock, POLL_MS, session.process.signal);
  }
}

async function isGone(session: Session, pod: JsonObject, word: string): Promise<boolean> {
  const current = await session.client.json({ path: podPath(pod) }).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  const uid = (object: JsonObject) => stringAt(object, 'metadata', 'uid');
  if (!current || uid(current) !== uid(pod)) {
    await session.print(`pod/${nameOf(pod)} ${word}\n`);
    return true;
  }
  if (!isSkipped(session, current)) return false;
  const seconds = session.flags.integer('skip-wait-for-delete-timeout');
  await session.print(
    `pod ${JSON.stringify(nameOf(pod))} has DeletionTimestamp older than ${seconds} seconds, skipping\n`,
  );
  return true;
}
