import { boolean, FILE_FLAGS, PRINT_FLAGS } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, recordsAt } from '../json.ts';
import { report } from '../printers/output.ts';
import { targetsOf } from '../resources/manifests.ts';
import { selectedBy } from '../resources/selected.ts';
import { getTarget, type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

const decide = (name: 'approve' | 'deny', type: 'Approved' | 'Denied'): Verb => ({
  name,
  usage: `certificate ${name} (-f FILENAME | NAME)`,
  flags: { ...FILE_FLAGS, ...PRINT_FLAGS, force: boolean() },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length === 0 && flags.strings('filename').length === 0)
      throw new KubectlError('error: one or more CSRs must be specified as <name> or -f <filename>');
    for (const target of await requests(session, args)) await decideOne(session, target, type);
    return 0;
  },
});

async function requests(session: Session, names: readonly string[]): Promise<Target[]> {
  if (names.length > 0) return selectedBy(session, ['certificatesigningrequests', ...names]);
  const { targets, errors } = await targetsOf(session);
  if (errors.length > 0) throw errors[0];
  return targets;
}

/** Adds the decision to the request's conditions, unless it stands there. */
async function decideOne(session: Session, target: Target, type: 'Approved' | 'Denied'): Promise<void> {
  const current = await getTarget(session, target);
  const conditions = recordsAt(current, 'status', 'conditions');
  const opposite = type === 'Approved' ? 'Denied' : 'Approved';
  if (conditions.some((condition) => condition['type'] === opposite))
    throw new KubectlError(`error: certificate signing request "${target.name}" is already ${opposite}`);
  const word = type === 'Approved' ? 'approved' : 'denied';
  const stands = conditions.some((condition) => condition['type'] === type);
  const answer = stands && !session.flags.boolean('force') ? current : await send(session, target, current, type);
  await report(session, answer, word, target.resource);
}

function send(session: Session, target: Target, current: JsonObject, type: string): Promise<JsonObject> {
  const verb = type === 'Approved' ? 'approve' : 'deny';
  const condition = {
    type,
    status: 'True',
    reason: `Kubectl${type === 'Approved' ? 'Approve' : 'Deny'}`,
    message: `This CSR was ${type.toLowerCase()} by kubectl certificate ${verb}.`,
    lastUpdateTime: new Date(session.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  const status = typeof current['status'] === 'object' ? current['status'] : {};
  const others = recordsAt(current, 'status', 'conditions').filter((each) => each['type'] !== type);
  return session.client.json({
    method: 'PUT',
    path: targetPath(target, 'approval'),
    body: { ...current, status: { ...status, conditions: [...others, condition] } },
  });
}

const children = [decide('approve', 'Approved'), decide('deny', 'Denied')];

export const certificate: Verb = {
  name: 'certificate',
  usage: 'certificate SUBCOMMAND',
  flags: {},
  isGroup: true,
  children,
  run: () => Promise.resolve(1),
};
