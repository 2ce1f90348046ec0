import { integer, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { type JsonObject, recordAt, stringAt } from '../../json.ts';
import { selectedBy } from '../../resources/selected.ts';
import type { Session } from '../../session.ts';
import { type Generator, nameOf, required } from './generator.ts';

export const deployment: Generator = {
  name: 'deployment',
  aliases: ['deploy', 'dep'],
  usage: 'deployment NAME --image=image -- [COMMAND] [args...]',
  flags: { image: strings(undefined, true), port: integer(undefined, '-1'), replicas: integer('r', '1') },
  failure: 'failed to create deployment:',
  object: (session, args) => {
    const { flags } = session;
    required(session, 'image');
    const name = nameOf(session, args, 'create deployment');
    const command = args.slice(1);
    const images = flags.strings('image');
    if (images.length > 1 && command.length > 0)
      throw new KubectlError('error: cannot specify multiple --image options and command');
    const port = flags.integer('port') > 0 ? { ports: [{ containerPort: flags.integer('port') }] } : {};
    const containers = images.map((image, at) => ({
      ...container(image, containerName(session, image), command),
      ...(at === 0 && port),
    }));
    const labels = { app: name };
    return {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      metadata: { name, labels },
      spec: {
        replicas: flags.integer('replicas'),
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: images.length > 0 ? containers : null } },
        strategy: {},
      },
      status: {},
    };
  },
};

function container(image: string, name: string, command: readonly string[]): JsonObject {
  return { name, image, ...(command.length > 0 && { command }), resources: {} };
}

/** The image's last path part without tag; what no name can have becomes `-`, and then five letters make it unique. */
function containerName(session: Session, image: string): string {
  const name = image.slice(image.lastIndexOf('/') + 1).split(/[:@]/)[0]!;
  if (!/[_.]/.test(name)) return name;
  return `${name.replace(/[_.]/g, '-')}-${session.machine.random.suffix(5)}`;
}

export const job: Generator = {
  name: 'job',
  usage: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  flags: { from: string(), image: string() },
  failure: 'failed to create job:',
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create job');
    const [image, from] = [flags.string('image'), flags.string('from')];
    if (Boolean(image) === Boolean(from)) throw new KubectlError('error: either --image or --from must be specified');
    const command = args.slice(1);
    if (!from)
      return {
        kind: 'Job',
        apiVersion: 'batch/v1',
        metadata: { name },
        spec: { template: podOnce(image, name, command, 'Never') },
        status: {},
      };
    if (command.length > 0) throw new KubectlError('error: cannot specify --from and command');
    return fromCronJob(session, from, name);
  },
};

function podOnce(image: string, name: string, command: readonly string[], restartPolicy: string): JsonObject {
  return { metadata: {}, spec: { containers: [container(image, name, command)], restartPolicy } };
}

async function fromCronJob(session: Session, from: string, name: string): Promise<JsonObject> {
  const [target, ...others] = await selectedBy(session, [from], { fetch: true });
  if (!target || others.length > 0) throw new KubectlError('error: from must be an existing cronjob');
  if (target.resource.kind !== 'CronJob')
    throw new KubectlError(`error: unknown object type *${target.resource.version}.${target.resource.kind}`);
  const template = recordAt(target.object, 'spec', 'jobTemplate');
  const annotations = {
    'cronjob.kubernetes.io/instantiate': 'manual',
    ...recordAt(template, 'metadata', 'annotations'),
  };
  const labels = recordAt(template, 'metadata', 'labels');
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    name: target.name,
    uid: stringAt(target.object, 'metadata', 'uid'),
    controller: true,
  };
  return {
    kind: 'Job',
    apiVersion: 'batch/v1',
    metadata: { name, ...(labels && { labels }), annotations, ownerReferences: [owner] },
    spec: recordAt(template, 'spec') ?? {},
    status: {},
  };
}

export const cronJob: Generator = {
  name: 'cronjob',
  aliases: ['cj'],
  usage: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  flags: { image: string(), restart: string(), schedule: string() },
  failure: 'failed to create cronjob:',
  object: (session, args) => {
    const { flags } = session;
    required(session, 'image', 'schedule');
    const name = nameOf(session, args, 'create cronjob');
    const template = podOnce(flags.string('image'), name, args.slice(1), flags.string('restart') || 'OnFailure');
    return {
      kind: 'CronJob',
      apiVersion: 'batch/v1',
      metadata: { name },
      spec: { schedule: flags.string('schedule'), jobTemplate: { metadata: { name }, spec: { template } } },
      status: {},
    };
  },
};
