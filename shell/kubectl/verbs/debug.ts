import { podPath } from '../client/pod-streams.ts';
import { boolean, string, strings } from '../command-line/flag-table.ts';
import { attachDebugContainer } from '../debug/attach-debug-container.ts';
import { readCustomProfile } from '../debug/custom-profile.ts';
import { checkDebugOptions } from '../debug/debug-options.ts';
import {
  copyForDebugging,
  type DebugPlan,
  grantsInVain,
  nodeDebugPod,
  type Planned,
  withEphemeralContainer,
} from '../debug/debug-pods.ts';
import { listOf, profileNamed } from '../debug/profiles.ts';
import { isNotFound, KubectlError, StatusError } from '../errors.ts';
import { ensureRecord, type JsonObject, type MutableJson, nameOf, namespaceOf, stringAt } from '../json.ts';
import { targetsOf } from '../resources/manifests.ts';
import { objectNamed } from '../resources/pods.ts';
import { getTarget } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const IN_VAIN =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n';

export const debug: Verb = {
  name: 'debug',
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  flags: {
    'arguments-only': boolean(),
    attach: boolean(),
    container: string('c'),
    'copy-to': string(),
    custom: string(),
    env: strings(),
    filename: strings('f', true),
    image: string(),
    'image-pull-policy': string(),
    'keep-annotations': boolean(),
    'keep-init-containers': boolean(undefined, true),
    'keep-labels': boolean(),
    'keep-liveness': boolean(),
    'keep-readiness': boolean(),
    'keep-startup': boolean(),
    profile: string(undefined, 'legacy'),
    quiet: boolean('q'),
    replace: boolean(),
    'same-node': boolean(),
    'set-image': strings(),
    'share-processes': boolean(undefined, true),
    stdin: boolean('i'),
    target: string(),
    tty: boolean('t'),
  },
  run: async (session, args) => {
    const { flags } = session;
    const { dashAt } = flags;
    const names = dashAt >= 0 && args.length > dashAt ? args.slice(0, dashAt) : args;
    const command = dashAt >= 0 ? args.slice(dashAt) : [];
    const profile = flags.string('profile');
    profileNamed(profile);
    const custom = readCustomProfile(session);
    checkDebugOptions(session, names, command);
    await sayBefore(session, profile);
    for (const object of await debugged(session, names)) await debugOne(session, object, { command, profile, custom });
    return 0;
  },
};

async function sayBefore(session: Session, profile: string): Promise<void> {
  const { flags } = session;
  const target = flags.string('target');
  if (target && !flags.boolean('quiet'))
    await session.print(
      `Targeting container "${target}". If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  if (flags.boolean('tty') && !flags.boolean('stdin'))
    throw new KubectlError('error: -i/--stdin is required for containers with -t/--tty=true');
  if (profile === 'legacy')
    await session.error(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    );
}

async function debugged(session: Session, names: readonly string[]): Promise<JsonObject[]> {
  const objects: JsonObject[] = [];
  if (session.flags.strings('filename').length > 0) {
    const { targets, errors } = await targetsOf(session);
    if (errors.length > 0) throw errors[0];
    for (const target of targets) objects.push(await getTarget(session, target));
  }
  for (const name of names) objects.push(await objectNamed(session, [name]));
  return objects;
}

async function debugOne(session: Session, object: JsonObject, plan: DebugPlan): Promise<void> {
  const { flags } = session;
  const made = await debugContainer(session, object, plan);
  const attach = flags.changed('attach') ? flags.boolean('attach') : flags.boolean('stdin');
  if (attach && made.container) await attachDebugContainer(session, made.pod, made.container);
}

async function debugContainer(session: Session, object: JsonObject, plan: DebugPlan): Promise<Planned> {
  const kind = stringAt(object, 'kind');
  if (kind === 'Node') {
    const { pod, container } = await nodeDebugPod(session, nameOf(object), plan);
    return { pod: await createPod(session, pod, session.namespace), container };
  }
  if (kind !== 'Pod') {
    const apiVersion = stringAt(object, 'apiVersion');
    throw new KubectlError(
      `error: "${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}" not supported by debug`,
    );
  }
  return session.flags.string('copy-to') ? debugCopy(session, object, plan) : debugInPlace(session, object, plan);
}

async function createPod(session: Session, pod: JsonObject, namespace: string): Promise<MutableJson> {
  return {
    ...(await session.client.json({ method: 'POST', path: `/api/v1/namespaces/${namespace}/pods`, body: pod })),
  };
}

async function debugCopy(session: Session, original: JsonObject, plan: DebugPlan): Promise<Planned> {
  const { pod, container } = await copyForDebugging(session, original, plan);
  const added = listOf(ensureRecord(pod, 'spec'), 'containers').find((item) => item['name'] === container);
  if (grantsInVain(pod, added)) await session.error(IN_VAIN);
  const created = await createPod(session, pod, namespaceOf(original));
  if (session.flags.boolean('replace')) {
    const path = podPath(original, '').replace(/\/$/, '');
    await session.client.json({ method: 'DELETE', path, body: { gracePeriodSeconds: 0 } });
  }
  return { pod: created, container };
}

async function debugInPlace(session: Session, original: JsonObject, plan: DebugPlan): Promise<Planned> {
  const { pod, container } = await withEphemeralContainer(session, original, plan);
  const all = listOf(ensureRecord(pod, 'spec'), 'ephemeralContainers');
  const added = all.at(-1)!;
  if (grantsInVain(pod, added)) await session.error(IN_VAIN);
  const order = all.map((item) => ({ name: item['name'] }));
  const body = { spec: { '$setElementOrder/ephemeralContainers': order, ephemeralContainers: [added] } };
  try {
    const changed = await session.client.json({
      method: 'PATCH',
      path: podPath(original, 'ephemeralcontainers'),
      contentType: 'application/strategic-merge-patch+json',
      body,
    });
    return { pod: { ...changed }, container };
  } catch (error) {
    if (!isNotFound(error) || !(error instanceof StatusError) || error.status.details?.name) throw error;
    throw new KubectlError(
      `error: ephemeral containers are disabled for this cluster (error from server: "${error.message}")`,
    );
  }
}
