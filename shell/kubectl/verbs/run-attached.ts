import { followObject } from '../client/follow-object.ts';
import { KubectlError } from '../errors.ts';
import { interruptible } from '../interruptible.ts';
import { type JsonObject, recordAt, recordsAt, stringAt } from '../json.ts';
import { attachOrLogs, logOf } from '../resources/attachment.ts';
import { isReady } from '../resources/pods.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';

/** `kubectl run -i`: joins the new pod, and with --rm takes it away again. The exit code is the container's. */
export async function runAttached(session: Session, target: Target): Promise<number> {
  let interrupted = false;
  try {
    return await joinPod(session, target, () => {
      interrupted = true;
    });
  } finally {
    // An interrupt ends kubectl before it could clean up.
    if (session.flags.boolean('rm') && !interrupted && !session.process.signal.aborted) await remove(session, target);
  }
}

async function joinPod(session: Session, target: Target, onInterrupt: () => void): Promise<number> {
  const { flags } = session;
  const options = {
    container: '',
    stdin: flags.boolean('stdin'),
    tty: flags.boolean('tty'),
    quiet: flags.boolean('quiet'),
  };
  const hasEnded = (pod: JsonObject) => ['Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase'));
  const runs = (pod: JsonObject) => stringAt(pod, 'status', 'phase') === 'Running' && isReady(pod);
  const pod = await waitForPod(session, target, (seen) => hasEnded(seen) || runs(seen), onInterrupt);
  if (hasEnded(pod)) await logOf(session, pod, '');
  else await attachOrLogs(session, pod, options);
  const policy = flags.string('restart') || (options.stdin ? 'OnFailure' : 'Always');
  if (flags.boolean('leave-stdin-open') || policy === 'Always') return 0;
  const isOver =
    policy === 'Never' ? hasEnded : (seen: JsonObject) => stringAt(seen, 'status', 'phase') === 'Succeeded';
  return exitOf(await waitForPod(session, target, isOver, onInterrupt));
}

function exitOf(pod: JsonObject): number {
  const name = `${stringAt(pod, 'metadata', 'namespace')}/${stringAt(pod, 'metadata', 'name')}`;
  if (stringAt(pod, 'status', 'phase') === 'Succeeded') return 0;
  const ended = recordAt(recordsAt(pod, 'status', 'containerStatuses')[0], 'state', 'terminated');
  const code = Number(stringAt(ended, 'exitCode') || 0);
  if (code === 0) throw new KubectlError(`error: pod ${name} failed with unknown exit code`);
  throw new KubectlError(`pod ${name} terminated (${stringAt(ended, 'reason')})\n${stringAt(ended, 'message')}`, code);
}

async function waitForPod(
  session: Session,
  target: Target,
  isEnough: (pod: JsonObject) => boolean,
  onInterrupt: () => void,
): Promise<JsonObject> {
  let result: JsonObject | null = null;
  const timeoutMs = session.flags.duration('pod-running-timeout');
  const wait = () =>
    followObject(session, target, timeoutMs, 'error: timed out waiting for the condition', async (pod) => {
      if (!pod) throw new KubectlError('Error from server (NotFound): pods "" not found');
      result = pod;
      return isEnough(pod);
    });
  await interruptible(session.process, wait, onInterrupt);
  return result ?? {};
}

async function remove(session: Session, { namespace, name }: Target): Promise<void> {
  const { flags } = session;
  const made = ['pod', ...(flags.boolean('expose') ? ['service'] : [])];
  for (const kind of made) {
    await session.client.json({
      method: 'DELETE',
      path: `/api/v1/namespaces/${namespace}/${kind}s/${name}`,
      body: { propagationPolicy: 'Background' },
    });
    if (!flags.boolean('quiet')) await session.print(`${kind} "${name}" deleted from ${namespace} namespace\n`);
  }
}
