import { KubectlError } from '../errors.ts';
import { ensureRecord, type JsonObject, type MutableJson, mutableCopy, recordAt, stringAt } from '../json.ts';
import { containerNames } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import { mergeContainer } from './custom-profile.ts';
import { pairsOf } from './debug-options.ts';
import { type Kept, listOf, profileNamed } from './profiles.ts';

export interface DebugPlan {
  readonly command: readonly string[];
  readonly profile: string;
  /** A partial container of `--custom`. */
  readonly custom: JsonObject | null;
}

export interface Planned {
  readonly pod: MutableJson;
  /** '' when nothing was added. */
  readonly container: string;
}

function keptOf({ flags }: Session): Kept {
  return {
    labels: flags.boolean('keep-labels'),
    annotations: flags.boolean('keep-annotations'),
    liveness: flags.boolean('keep-liveness'),
    readiness: flags.boolean('keep-readiness'),
    startup: flags.boolean('keep-startup'),
    initContainers: flags.boolean('keep-init-containers'),
  };
}

function environmentOf({ flags }: Session): JsonObject[] {
  return Object.entries(pairsOf(flags.strings('env'), 'env')).map(([name, value]) => ({ name, value }));
}

/** A container as the flags describe it. */
function newContainer(session: Session, name: string, { command }: DebugPlan): MutableJson {
  const { flags } = session;
  const env = environmentOf(session);
  const field = flags.boolean('arguments-only') ? 'args' : 'command';
  return {
    name,
    image: flags.string('image'),
    ...(command.length > 0 && { [field]: [...command] }),
    ...(env.length > 0 && { env }),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(flags.string('image-pull-policy') && { imagePullPolicy: flags.string('image-pull-policy') }),
    ...(flags.boolean('stdin') && { stdin: true }),
    ...(flags.boolean('tty') && { tty: true }),
  };
}

async function containerName(session: Session, pod: JsonObject): Promise<string> {
  const { flags, machine } = session;
  if (flags.string('container')) return flags.string('container');
  const taken = new Set(containerNames(pod));
  let name = `debugger-${machine.random.suffix(5)}`;
  while (taken.has(name)) name = `debugger-${machine.random.suffix(5)}`;
  if (!flags.boolean('quiet')) await session.print(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function applyProfile(
  session: Session,
  plan: DebugPlan,
  pod: MutableJson,
  container: MutableJson,
  style: 'ephemeral' | 'copy' | 'node',
): void {
  profileNamed(plan.profile)(pod, container, style, keptOf(session));
  if (plan.custom) Object.assign(container, mergeContainer(container, plan.custom));
}

/** The pod with one more ephemeral container. */
export async function withEphemeralContainer(session: Session, pod: JsonObject, plan: DebugPlan): Promise<Planned> {
  const copy = mutableCopy(pod);
  const container = await containerName(session, pod);
  const target = session.flags.string('target');
  const added = { ...newContainer(session, container, plan), ...(target && { targetContainerName: target }) };
  const spec = ensureRecord(copy, 'spec');
  spec['ephemeralContainers'] = [...listOf(spec, 'ephemeralContainers'), added];
  applyProfile(session, plan, copy, added, 'ephemeral');
  return { pod: copy, container };
}

/** A pod on a node that has the node's namespaces and files. */
export async function nodeDebugPod(session: Session, node: string, plan: DebugPlan): Promise<Planned> {
  const { flags, machine } = session;
  const container = flags.string('container') || 'debugger';
  const name = `node-debugger-${node}-${machine.random.suffix(5)}`;
  if (!flags.boolean('quiet'))
    await session.print(`Creating debugging pod ${name} with container ${container} on node ${node}.\n`);
  const added = newContainer(session, container, plan);
  const pod: MutableJson = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: { containers: [added], nodeName: node, restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] },
  };
  applyProfile(session, plan, pod, added, 'node');
  return { pod, container };
}

/** A copy of the pod under another name, with a container added or changed. */
export async function copyForDebugging(session: Session, original: JsonObject, plan: DebugPlan): Promise<Planned> {
  const { flags } = session;
  const pod = copyOf(session, original);
  const spec = ensureRecord(pod, 'spec');
  const images = pairsOf(flags.strings('set-image'), 'set-image');
  for (const container of listOf(spec, 'containers')) {
    const image = images[stringAt(container, 'name')] || images['*'];
    if (image) container['image'] = image;
  }
  const asked = flags.string('container');
  let container = ['containers', 'initContainers']
    .flatMap((field) => listOf(spec, field))
    .find((item) => item['name'] === asked);
  if (!container) {
    if (!flags.string('image')) {
      if (Object.keys(images).length > 0) return { pod, container: '' };
      throw new KubectlError('error: you must specify image when creating new container');
    }
    container = { name: asked || (await containerName(session, pod)), resources: {}, terminationMessagePolicy: 'File' };
    spec['containers'] = [...listOf(spec, 'containers'), container];
  }
  change(session, container, plan);
  applyProfile(session, plan, pod, container, 'copy');
  return { pod, container: stringAt(container, 'name') };
}

function copyOf({ flags }: Session, original: JsonObject): MutableJson {
  const { labels, annotations, namespace } = recordAt(mutableCopy(original), 'metadata') ?? {};
  const spec = recordAt(mutableCopy(original), 'spec') ?? {};
  const { ephemeralContainers: _dropped, nodeName, ...rest } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: flags.string('copy-to'),
      namespace,
      ...(labels !== undefined && { labels }),
      ...(annotations !== undefined && { annotations }),
    },
    spec: {
      ...rest,
      ...(flags.changed('share-processes') && { shareProcessNamespace: flags.boolean('share-processes') }),
      ...(flags.boolean('same-node') && nodeName !== undefined && { nodeName }),
    },
  };
}

function change(session: Session, container: MutableJson, { command }: DebugPlan): void {
  const { flags } = session;
  if (command.length > 0) {
    delete container['args'];
    container[flags.boolean('arguments-only') ? 'args' : 'command'] = [...command];
  }
  const env = environmentOf(session);
  if (env.length > 0) container['env'] = env;
  if (flags.string('image')) container['image'] = flags.string('image');
  if (flags.string('image-pull-policy')) container['imagePullPolicy'] = flags.string('image-pull-policy');
  container['stdin'] = flags.boolean('stdin');
  container['tty'] = flags.boolean('tty');
}

/** Whether a warning is due: capabilities for a user that cannot use them (DebugOptions.displayWarning). */
export function grantsInVain(pod: JsonObject, container: JsonObject | undefined): boolean {
  const user = recordAt(pod, 'spec', 'securityContext')?.['runAsUser'];
  const context = recordAt(container, 'securityContext');
  if (typeof user !== 'number' || user === 0 || !context || context['runAsUser'] === 0) return false;
  const added = recordAt(context, 'capabilities')?.['add'];
  return context['privileged'] === true || (Array.isArray(added) && added.length > 0);
}
