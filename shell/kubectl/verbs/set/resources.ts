import { string } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { isRecord, type MutableJson } from '../../json.ts';
import type { Verb } from '../../verb.ts';
import { resourceList } from '../create/policies.ts';
import {
  changeEach,
  containersIn,
  matchesName,
  objectsToSet,
  podSpecOf,
  refuseLocalServer,
  refuseSelection,
  SET_FLAGS,
} from './change.ts';

export const resources: Verb = {
  name: 'resources',
  usage: 'set resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  flags: { ...SET_FLAGS, containers: string('c', '*'), limits: string(), requests: string() },
  run: async (session, args) => {
    const { flags } = session;
    const targets = await objectsToSet(session, args);
    refuseLocalServer(session);
    refuseSelection(session);
    if (!flags.string('limits') && !flags.string('requests'))
      throw new KubectlError(
        'error: you must specify an update to requests or limits (in the form of --requests/--limits)',
      );
    const amounts = { limits: resourceList(flags.string('limits')), requests: resourceList(flags.string('requests')) };
    const missing: string[] = [];
    await changeEach(session, targets, {
      word: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template',
      apply: (object, target) => {
        const spec = podSpecOf(object, target);
        const containers = [...containersIn(spec, 'containers'), ...containersIn(spec, 'initContainers')];
        const chosen = containers.filter((each) => matchesName(String(each['name']), flags.string('containers')));
        if (chosen.length === 0) missing.push(`error: unable to find container named ${flags.string('containers')}`);
        for (const container of chosen) setAmounts(container, amounts);
      },
    });
    if (missing.length > 0) throw new KubectlError(missing.join('\n'));
    return 0;
  },
};

function setAmounts(container: MutableJson, amounts: Readonly<Record<string, Record<string, string> | null>>): void {
  const present = isRecord(container['resources']) ? { ...container['resources'] } : {};
  for (const [field, list] of Object.entries(amounts)) {
    if (!list) continue;
    const before = present[field];
    (present as MutableJson)[field] = { ...(isRecord(before) && before), ...list };
  }
  container['resources'] = present;
}
