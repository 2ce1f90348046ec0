import { kindName } from '../client/resource-mapper.ts';
import { DRY_RUN_FLAG, type FlagTable, integer, PRINT_FLAGS } from '../command-line/flag-table.ts';
import { alignTabs } from '../describe/tab-writer.ts';
import { templateLines } from '../describe/workloads.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, recordAt, recordsAt, stringAt, valueAt } from '../json.ts';
import { report } from '../printers/output.ts';
import { selectorOf } from '../resources/pods.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { status } from './rollout-status.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const CHANGE_CAUSE = 'kubernetes.io/change-cause';
const FLAGS: FlagTable = { ...SELECTION_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG };

/** The ReplicaSets of a deployment, oldest revision first. */
async function revisions(session: Session, target: Target): Promise<{ number: number; set: JsonObject }[]> {
  const list = await session.client.json({
    path: `/apis/apps/v1/namespaces/${target.namespace}/replicasets`,
    query: { labelSelector: selectorOf(target.object) },
  });
  const uid = stringAt(target.object, 'metadata', 'uid');
  return recordsAt(list, 'items')
    .filter((set) => recordsAt(set, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid))
    .map((set) => ({ number: Number(stringAt(set, 'metadata', 'annotations', REVISION)), set }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number);
}

const history: Verb = {
  name: 'history',
  usage: 'rollout history (TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...FLAGS, revision: integer() },
  run: async (session, args) => {
    for (const target of await selected(session, args, { fetch: true })) {
      deploymentsOnly(target, 'history viewer');
      const all = await revisions(session, target);
      const wanted = session.flags.integer('revision');
      if (wanted > 0) await showRevision(session, target, all, wanted);
      else {
        const rows = all.map(({ number, set }) => [
          String(number),
          stringAt(set, 'metadata', 'annotations', CHANGE_CAUSE) || '<none>',
        ]);
        if (rows.length === 0) {
          await session.print(`${kindName(target.resource)}/${target.name} \nNo rollout history found.\n`);
          continue;
        }
        const table = alignTabs([['REVISION', 'CHANGE-CAUSE'], ...rows].map((row) => row.join('\t')).join('\n'));
        await session.print(`${kindName(target.resource)}/${target.name} \n${table}\n\n`);
      }
    }
    return 0;
  },
};

async function showRevision(
  session: Session,
  target: Target,
  all: readonly { number: number; set: JsonObject }[],
  wanted: number,
): Promise<void> {
  const found = all.find(({ number }) => number === wanted);
  if (!found) throw new KubectlError(`error: unable to find the specified revision`);
  // kubectl prints this description's tabs as they are.
  const lines = templateLines(found.set).join('\n');
  await session.print(
    `${kindName(target.resource)}/${target.name} with revision #${wanted}\n${lines.replace(/^ +\t/gm, '\t')}\n\n`,
  );
}

function deploymentsOnly(target: Target, what: string): void {
  if (target.resource.kind !== 'Deployment') {
    throw new KubectlError(`error: no ${what} has been implemented for "${target.resource.kind}"`);
  }
}

const undo: Verb = {
  name: 'undo',
  usage: 'rollout undo (TYPE NAME | TYPE/NAME) [flags]',
  flags: { ...FLAGS, 'to-revision': integer() },
  run: async (session, args) => {
    for (const target of await selected(session, args, { fetch: true })) {
      deploymentsOnly(target, 'rollbacker');
      const all = await revisions(session, target);
      const wanted = session.flags.integer('to-revision');
      const found = wanted > 0 ? all.find(({ number }) => number === wanted) : all.at(-2);
      if (!found) {
        throw new KubectlError(
          wanted > 0
            ? `error: unable to find specified revision ${wanted} in history`
            : `error: no rollout history found for deployment "${target.name}"`,
        );
      }
      const template = structuredClone(recordAt(found.set, 'spec', 'template') ?? {}) as Record<string, unknown>;
      const labels = valueAt(template, 'metadata', 'labels');
      if (isRecord(labels)) delete (labels as Record<string, unknown>)['pod-template-hash'];
      await session.client.json({
        method: 'PATCH',
        path: targetPath(target),
        contentType: 'application/json-patch+json',
        body: [{ op: 'replace', path: '/spec/template', value: template }],
      });
      await report(session, target.object!, 'rolled back', target.resource);
    }
    return 0;
  },
};

function patching(name: string, word: string, body: (session: Session, target: Target) => JsonObject): Verb {
  return {
    name,
    usage: `rollout ${name} RESOURCE`,
    flags: FLAGS,
    run: async (session, args) => {
      for (const target of await selected(session, args, { fetch: true })) {
        await session.client.json({
          method: 'PATCH',
          path: targetPath(target),
          contentType: 'application/strategic-merge-patch+json',
          query: { fieldManager: 'kubectl-rollout' },
          body: body(session, target),
        });
        await report(session, target.object!, word, target.resource);
      }
      return 0;
    },
  };
}

const pluralName = ({ resource }: Target) => `${resource.name}${resource.group && `.${resource.group}`}`;

const restart = patching('restart', 'restarted', (session, target) => {
  if (valueAt(target.object, 'spec', 'paused') === true) {
    throw new KubectlError(
      `error: ${pluralName(target)} "${target.name}" can't restart paused deployment (run rollout resume first)`,
    );
  }
  const now = new Date(session.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  return { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': now } } } } };
});

const pause = patching('pause', 'paused', (_session, target) => {
  if (valueAt(target.object, 'spec', 'paused') === true) {
    throw new KubectlError(`error: ${pluralName(target)} "${target.name}" is already paused`);
  }
  return { spec: { paused: true } };
});

const resume = patching('resume', 'resumed', (_session, target) => {
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
