import { boolean, DRY_RUN_FLAG, type FlagTable, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, jsonEqual, recordsAt, stringAt, valueAt } from '../json.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { SELECTION_FLAGS, selected } from '../resources/selected.ts';
import { type Target, targetPath } from '../resources/target.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { pairs } from './expose.ts';

const FLAGS: FlagTable = { ...SELECTION_FLAGS, ...PRINT_FLAGS, ...DRY_RUN_FLAG, local: boolean() };
const isAssignment = (argument: string) => argument.includes('=') || /^[A-Za-z_]\w*-$/.test(argument);

async function patchAll(
  session: Session,
  resources: readonly string[],
  word: string,
  patchOf: (target: Target) => JsonObject | null,
): Promise<number> {
  for (const target of await selected(session, resources, { fetch: true })) {
    const patch = patchOf(target);
    if (!patch) continue;
    let object = target.object!;
    if (dryRunOf(session) !== 'client') {
      object = await session.client.json({
        method: 'PATCH',
        path: targetPath(target),
        contentType: 'application/strategic-merge-patch+json',
        query: { fieldManager: 'kubectl-set', dryRun: dryRunOf(session) === 'server' ? 'All' : undefined },
        body: patch,
      });
      if (jsonEqual(object, target.object)) continue;
    }
    await report(session, object, word, target.resource);
  }
  return 0;
}

/** A patch of the pod's spec, wherever this kind keeps it. */
function podSpecPatch(target: Target, spec: JsonObject): JsonObject {
  return target.resource.kind === 'Pod' ? { spec } : { spec: { template: { spec } } };
}

function containersOf(target: Target): readonly JsonObject[] {
  const spec =
    target.resource.kind === 'Pod' ? target.object!['spec'] : valueAt(target.object, 'spec', 'template', 'spec');
  return recordsAt(spec, 'containers');
}

const image: Verb = {
  name: 'image',
  usage:
    'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  flags: FLAGS,
  run: (session, args) => {
    const images = args.filter(isAssignment).map((item) => item.split('=', 2) as [string, string]);
    if (images.length === 0) throw new KubectlError('error: at least one image update is required');
    return patchAll(
      session,
      args.filter((item) => !isAssignment(item)),
      'image updated',
      (target) => {
        const containers = containersOf(target);
        const changed = images.flatMap(([name, value]) => {
          if (name === '*') return containers.map((container) => ({ name: stringAt(container, 'name'), image: value }));
          if (!containers.some((container) => container['name'] === name)) {
            throw new KubectlError(`error: unable to find container named "${name}"`);
          }
          return [{ name, image: value }];
        });
        const order = containers.map((container) => ({ name: container['name'] }));
        return podSpecPatch(target, { '$setElementOrder/containers': order, containers: changed });
      },
    );
  },
};

const env: Verb = {
  name: 'env',
  usage: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: { ...FLAGS, containers: string('c', '*'), list: boolean() },
  run: async (session, args) => {
    const resources = args.filter((item) => !isAssignment(item));
    if (session.flags.boolean('list')) return listEnvironment(session, resources);
    const wanted = session.flags.string('containers');
    const changes = args.filter(isAssignment).map((item) => {
      const equals = item.indexOf('=');
      return equals < 0
        ? { name: item.slice(0, -1), $patch: 'delete' }
        : { name: item.slice(0, equals), value: item.slice(equals + 1) };
    });
    if (changes.length === 0) throw new KubectlError('error: at least one environment variable must be provided');
    return patchAll(session, resources, 'env updated', (target) => {
      const chosen = containersOf(target).filter((container) => wanted === '*' || container['name'] === wanted);
      return podSpecPatch(target, {
        containers: chosen.map((container) => ({ name: container['name'], env: changes })),
      });
    });
  },
};

async function listEnvironment(session: Session, resources: readonly string[]): Promise<number> {
  for (const target of await selected(session, resources, { fetch: true })) {
    for (const container of containersOf(target)) {
      await session.print(`# ${target.resource.kind} ${target.name}, container ${stringAt(container, 'name')}\n`);
      for (const item of recordsAt(container, 'env'))
        await session.print(`${stringAt(item, 'name')}=${stringAt(item, 'value')}\n`);
    }
  }
  return 0;
}

const selector: Verb = {
  name: 'selector',
  usage: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  flags: { ...FLAGS, 'resource-version': string() },
  run: async (session, args) => {
    const expression = args.at(-1) ?? '';
    if (!expression.includes('=')) throw new KubectlError('error: one selector is required');
    for (const target of await selected(session, args.slice(0, -1), { fetch: true })) {
      const object = await session.client.json({
        method: 'PATCH',
        path: targetPath(target),
        contentType: 'application/json-patch+json',
        body: [{ op: 'add', path: '/spec/selector', value: pairs(expression) }],
      });
      await report(session, object, 'selector updated', target.resource);
    }
    return 0;
  },
};

const children = [env, image, selector];

export const set: Verb = {
  name: 'set',
  usage: 'set SUBCOMMAND',
  flags: {},
  isGroup: true,
  children,
  run: () => Promise.resolve(1),
};
