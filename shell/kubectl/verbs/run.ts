import { runExec } from '../client/exec-channel.ts';
import { followObject } from '../client/follow-object.ts';
import { boolean, DRY_RUN_FLAG, duration, integer, PRINT_FLAGS, string, strings } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, nameOf, recordAt, stringAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { isReady } from '../resources/pods.ts';
import type { Target } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { pairs } from './expose.ts';

export const run: Verb = {
  name: 'run',
  usage:
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: {
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    annotations: strings(),
    attach: boolean(),
    command: boolean(),
    env: strings(),
    expose: boolean(),
    image: string(),
    'image-pull-policy': string(),
    labels: string('l'),
    overrides: string(),
    'pod-running-timeout': duration('1m0s'),
    port: integer(),
    privileged: boolean(),
    quiet: boolean('q'),
    restart: string(undefined, 'Always'),
    rm: boolean(),
    stdin: boolean('i'),
    tty: boolean('t'),
  },
  run: async (session, args) => {
    const { flags } = session;
    const [name] = args;
    if (!flags.string('image') && !flags.changed('image'))
      throw new KubectlError('error: required flag(s) "image" not set');
    if (!name) throw new KubectlError("error: NAME is required for run\nSee 'kubectl run -h' for help and examples");
    const interactive = flags.boolean('stdin') || flags.boolean('attach');
    if (flags.boolean('rm') && !interactive)
      throw new KubectlError('error: --rm should only be used for attached containers');
    const resource = await session.resource('pods');
    const pod = podFor(session, name, args.slice(1));
    const created =
      dryRunOf(session) === 'client'
        ? pod
        : await session.client.json({
            method: 'POST',
            path: `/api/v1/namespaces/${session.namespace}/pods`,
            query: { fieldManager: 'kubectl-run', dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
            body: pod,
          });
    if (!interactive) {
      if (flags.boolean('expose')) await exposePod(session, pod);
      await report(session, created, 'created', resource);
      return 0;
    }
    return attach(session, { resource, namespace: session.namespace, name, object: created, source: '' });
  },
};

function podFor(session: Session, name: string, command: readonly string[]): JsonObject {
  const { flags } = session;
  const env = flags.strings('env').map((item) => {
    const equals = item.indexOf('=');
    if (equals < 0) throw new KubectlError(`error: invalid env: ${item}`);
    return { name: item.slice(0, equals), value: item.slice(equals + 1) };
  });
  const container = {
    name,
    image: flags.string('image'),
    resources: {},
    ...(command.length > 0 && { [flags.boolean('command') ? 'command' : 'args']: command }),
    ...(env.length > 0 && { env }),
    ...(flags.integer('port') > 0 && { ports: [{ containerPort: flags.integer('port') }] }),
    ...(flags.string('image-pull-policy') && { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(flags.boolean('stdin') && { stdin: true, stdinOnce: true }),
    ...(flags.boolean('tty') && { tty: true }),
  };
  const labels = flags.string('labels') ? pairs(flags.string('labels')) : { run: name };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.string('restart') },
    status: {},
  };
  return overridden(pod, flags.string('overrides'));
}

/** --expose: a Service of the pod's name, as the pod's labels select it. */
async function exposePod(session: Session, pod: JsonObject): Promise<void> {
  const { flags, namespace } = session;
  const port = flags.integer('port');
  if (port === 0) throw new KubectlError('error: --port must be set when exposing a service');
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: nameOf(pod) },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: recordAt(pod, 'metadata', 'labels') },
    status: { loadBalancer: {} },
  };
  const dryRun = dryRunOf(session);
  const created =
    dryRun === 'client'
      ? service
      : await session.client.json({
          method: 'POST',
          path: `/api/v1/namespaces/${namespace}/services`,
          query: { fieldManager: 'kubectl-run', dryRun: dryRun === 'server' ? 'All' : undefined },
          body: service,
        });
  await report(session, created, 'created', await session.resource('services'));
}

function overridden(pod: JsonObject, text: string): JsonObject {
  if (!text) return pod;
  try {
    return merged(pod, JSON.parse(text)) as JsonObject;
  } catch {
    throw new KubectlError('error: Invalid JSON Patch');
  }
}

/** JSON merge patch (RFC 7386). */
function merged(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

async function attach(session: Session, target: Target): Promise<number> {
  const { flags, process } = session;
  const timeout = flags.duration('pod-running-timeout');
  try {
    await followObject(session, target, timeout, 'error: timed out waiting for the condition', async (pod) => {
      if (!pod) throw new KubectlError(`Error from server (NotFound): pods "${target.name}" not found`);
      return isReady(pod) || ['Running', 'Succeeded', 'Failed'].includes(stringAt(pod, 'status', 'phase'));
    });
    const terminal = flags.boolean('tty') && process.stdinIsTerminal && process.terminal !== null;
    if (!flags.boolean('quiet') && terminal)
      await session.error("If you don't see a command prompt, try pressing enter.\n");
    return await runExec(session, {
      path: `/api/v1/namespaces/${target.namespace}/pods/${target.name}/attach`,
      query: {
        container: target.name,
        stdin: flags.boolean('stdin') ? 'true' : undefined,
        stdout: 'true',
        stderr: terminal ? undefined : 'true',
        tty: terminal ? 'true' : undefined,
      },
      input: flags.boolean('stdin'),
      terminal,
    });
  } finally {
    if (flags.boolean('rm')) await removePod(session, target);
  }
}

async function removePod(session: Session, target: Target): Promise<void> {
  await session.client.json({ method: 'DELETE', path: `/api/v1/namespaces/${target.namespace}/pods/${target.name}` });
  await session.print(`pod "${target.name}" deleted from ${target.namespace} namespace\n`);
}
