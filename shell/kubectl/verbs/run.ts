import {
  boolean,
  DRY_RUN_FLAG,
  duration,
  FILE_FLAGS,
  integer,
  PRINT_FLAGS,
  string,
  strings,
} from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { type JsonObject, nameOf, recordAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { isImageReference } from '../resources/image-reference.ts';
import { overridden } from '../resources/overrides.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { pairs } from './expose.ts';
import { runAttached } from './run-attached.ts';

export const run: Verb = {
  name: 'run',
  mapperTries: 1,
  usage:
    'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]',
  flags: {
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    ...FILE_FLAGS,
    annotations: strings(),
    cascade: string(undefined, 'background', 'background'),
    attach: boolean(),
    command: boolean(),
    env: strings(),
    expose: boolean(),
    'field-manager': string(undefined, 'kubectl-run'),
    force: boolean(),
    'grace-period': integer(undefined, '-1'),
    image: string(),
    'image-pull-policy': string(),
    labels: string('l'),
    'leave-stdin-open': boolean(),
    'override-type': string(undefined, 'merge'),
    overrides: string(),
    'pod-running-timeout': duration('1m0s'),
    port: string(),
    privileged: boolean(),
    quiet: boolean('q'),
    restart: string(undefined, 'Always'),
    rm: boolean(),
    'save-config': boolean(),
    stdin: boolean('i'),
    timeout: duration(),
    tty: boolean('t'),
    wait: boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    const [name] = args;
    if (!flags.string('image') && !flags.changed('image'))
      throw new KubectlError('error: required flag(s) "image" not set');
    if (!name || flags.dashAt === 0) throw new UsageError('NAME is required for run', 'run');
    const attached = checkRunFlags(session);
    const resource = await session.resource('pods');
    const pod = podFor(session, name, args.slice(1));
    const created =
      dryRunOf(session) === 'client'
        ? pod
        : await session.client.json({
            method: 'POST',
            path: `/api/v1/namespaces/${session.namespace}/pods`,
            query: {
              fieldManager: flags.string('field-manager'),
              dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
            },
            body: pod,
          });
    if (flags.boolean('expose')) await exposePod(session, pod);
    if (attached)
      return runAttached(session, { resource, namespace: session.namespace, name, object: created, source: '' });
    await report(session, created, 'created', resource);
    return 0;
  },
};

/** What does not go together, in kubectl's order; tells whether the pod is to be attached to. */
function checkRunFlags(session: Session): boolean {
  const { flags } = session;
  const refuse = (text: string) => {
    throw new UsageError(text, 'run');
  };
  const image = flags.string('image');
  const port = flags.string('port');
  if (port && !/^[-+]?\d+$/.test(port))
    throw new KubectlError(`error: strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  if (!image) throw new KubectlError('error: --image is required');
  if (!isImageReference(image))
    throw new KubectlError(`error: Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  if (flags.boolean('tty') && !flags.boolean('stdin'))
    refuse('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.boolean('expose') && !flags.changed('port')) refuse('--port must be set when exposing a service');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(flags.string('restart')))
    refuse(`invalid restart policy: ${flags.string('restart')}`);
  const attached = flags.changed('attach') ? flags.boolean('attach') : flags.boolean('stdin');
  if (flags.boolean('rm') && !attached) refuse('--rm should only be used for attached containers');
  if (attached && dryRunOf(session) !== 'none')
    refuse("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(flags.string('image-pull-policy')))
    refuse(`invalid image pull policy: ${flags.string('image-pull-policy')}`);
  return attached;
}

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
    ...(flags.boolean('privileged') && { securityContext: { privileged: true } }),
    ...(flags.boolean('stdin') && { stdin: true }),
    ...(flags.boolean('stdin') && !flags.boolean('leave-stdin-open') && { stdinOnce: true }),
    ...(flags.boolean('tty') && { tty: true }),
  };
  const notes = flags.strings('annotations').map((text) => {
    const equals = text.indexOf('=');
    if (equals < 1) throw new KubectlError(`error: unexpected annotation format: ${text}`);
    return [text.slice(0, equals), text.slice(equals + 1)];
  });
  const labels = flags.string('labels') ? pairs(flags.string('labels')) : { run: name };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, ...(notes.length > 0 && { annotations: Object.fromEntries(notes) }) },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: flags.string('restart') || 'Always' },
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
