import { KubectlError, throwAll } from '../errors.ts';
import { type JsonObject, stringAt, valueAt } from '../json.ts';
import { report } from '../printers/output.ts';
import { select } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { history, ROLLOUT_FLAGS, refuseNothing, undo } from './rollout-history.ts';
import { status } from './rollout-status.ts';

/** The patch for one of the objects; what speaks against it is one of several errors. */
function changeOf(
  session: Session,
  target: Target,
  body: (session: Session, target: Target) => JsonObject,
  errors: unknown[],
): JsonObject | null {
  try {
    return body(session, target);
  } catch (error) {
    errors.push(error);
    return null;
  }
}

function patching(name: string, word: string, body: (session: Session, target: Target) => JsonObject): Verb {
  return {
    name,
    usage: `rollout ${name} RESOURCE`,
    flags: ROLLOUT_FLAGS,
    run: async (session, args) => {
      refuseNothing(session, args);
      const { targets, errors } = await select(session, args, { fetch: true });
      for (const target of targets) {
        const change = changeOf(session, target, body, errors);
        if (!change) continue;
        await session.client.json({
          method: 'PATCH',
          path: targetPath(target),
          contentType: 'application/strategic-merge-patch+json',
          query: { fieldManager: 'kubectl-rollout' },
          body: change,
        });
        await report(session, target.object!, word, target.resource);
      }
      throwAll(errors);
      return 0;
    },
  };
}

const pluralName = ({ resource }: Target) => `${resource.name}${resource.group && `.${resource.group}`}`;

function refuseKind(target: Target, kinds: readonly string[], doing: string): void {
  if (kinds.includes(target.resource.kind)) return;
  throw new KubectlError(`error: ${pluralName(target)} "${target.name}" ${doing} is not supported`);
}

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

const restart = patching('restart', 'restarted', (session, target) => {
  refuseKind(target, ['Deployment', 'DaemonSet', 'StatefulSet'], 'restarting');
  if (valueAt(target.object, 'spec', 'paused') === true) {
    throw new KubectlError(
      `error: ${pluralName(target)} "${target.name}" can't restart paused deployment (run rollout resume first)`,
    );
  }
  const now = new Date(session.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  if (stringAt(target.object, 'spec', 'template', 'metadata', 'annotations', RESTARTED_AT) === now)
    throw new KubectlError(
      `error: failed to create patch for ${target.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    );
  return { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: now } } } } };
});

const pause = patching('pause', 'paused', (_session, target) => {
  refuseKind(target, ['Deployment'], 'pausing');
  if (valueAt(target.object, 'spec', 'paused') === true) {
    throw new KubectlError(`error: ${pluralName(target)} "${target.name}" is already paused`);
  }
  return { spec: { paused: true } };
});

const resume = patching('resume', 'resumed', (_session, target) => {
  refuseKind(target, ['Deployment'], 'resuming');
  if (valueAt(target.object, 'spec', 'paused') !== true) {
    throw new KubectlError(`error: ${pluralName(target)} "${target.name}" is not paused`);
  }
  return { spec: { paused: null } };
});

const children = [history, pause, restart, resume, status, undo];

export const rollout: Verb = {
  name: 'rollout',
  usage: 'rollout SUBCOMMAND',
  flags: {},
  isGroup: true,
  children,
  run: () => Promise.resolve(1),
};
