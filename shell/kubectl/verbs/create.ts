import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { boolean, DRY_RUN_FLAG, FILE_FLAGS, type FlagTable, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, StatusError, throwAll, UsageError } from '../errors.ts';
import { type JsonObject, nameOf } from '../json.ts';
import { withLastApplied, withOwnLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { readFile, refuseFileFlags, targetsOf } from '../resources/manifests.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { validationOf } from './apply.ts';
import { configMap } from './create/config-map.ts';
import type { Generator, GeneratorGroup } from './create/generator.ts';
import { ingress } from './create/ingress.ts';
import { namespace, serviceAccount } from './create/plain.ts';
import { podDisruptionBudget, priorityClass, quota } from './create/policies.ts';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './create/roles.ts';
import { secret } from './create/secrets.ts';
import { services } from './create/services.ts';
import { token } from './create/token.ts';
import { cronJob, deployment, job } from './create/workloads.ts';

const COMMON: FlagTable = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  'field-manager': string(undefined, 'kubectl-create'),
  'save-config': boolean(),
  validate: string(undefined, 'strict', 'strict'),
};

const GENERATORS: readonly (Generator | GeneratorGroup)[] = [
  clusterRole,
  clusterRoleBinding,
  configMap,
  cronJob,
  deployment,
  ingress,
  job,
  namespace,
  podDisruptionBudget,
  priorityClass,
  quota,
  role,
  roleBinding,
  secret,
  services,
  serviceAccount,
];

const leaf = (generator: Generator): Verb => ({
  name: generator.name,
  ...(generator.aliases && { aliases: generator.aliases }),
  usage: `create ${generator.usage}`,
  flags: { ...COMMON, ...generator.flags },
  run: (session, args) => generate(session, args, generator),
});

export function generatorGroup({ name, aliases, usage, children }: GeneratorGroup): Verb {
  return {
    name,
    ...(aliases && { aliases }),
    usage: `create ${usage}`,
    flags: {},
    isGroup: true,
    children: children.map(leaf),
    run: () => Promise.resolve(1),
  };
}

export const create: Verb = {
  name: 'create',
  usage: 'create -f FILENAME',
  flags: {
    ...FILE_FLAGS,
    ...COMMON,
    raw: string(),
    selector: string('l'),
    edit: boolean(),
    'windows-line-endings': boolean(),
  },
  children: [...GENERATORS.map((each) => ('children' in each ? generatorGroup(each) : leaf(each))), token],
  run: async (session, args) => {
    const { flags } = session;
    if (args.length > 0) throw new UsageError(`Unexpected args: [${args.join(' ')}]`, 'create');
    refuseFileFlags(session);
    if (flags.string('raw')) return createRaw(session);
    const { targets, errors } = await targetsOf(session);
    for (const target of targets) {
      try {
        const object = flags.boolean('save-config') ? withLastApplied(target.object!) : target.object!;
        const created =
          dryRunOf(session) === 'client' ? object : await createFrom(session, target, object, queryOf(session));
        await report(session, created, 'created', target.resource);
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

function queryOf(session: Session): Record<string, string | undefined> {
  return {
    fieldManager: session.flags.string('field-manager'),
    fieldValidation: validationOf(session.flags.string('validate')),
    dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
  };
}

async function generate(session: Session, args: readonly string[], generator: Generator): Promise<number> {
  const made = await generator.object(session, args);
  const [apiVersion, kind] = [String(made['apiVersion']), String(made['kind'])];
  const resource = await session.kind(apiVersion, kind);
  if (!resource) throw new KubectlError(`error: no matches for kind "${kind}" in version "${apiVersion}"`);
  const placed = resource.namespaced && session.namespaceIsExplicit ? inNamespace(made, session.namespace) : made;
  const object = session.flags.boolean('save-config') ? withOwnLastApplied(placed) : placed;
  if (dryRunOf(session) === 'client') {
    await report(session, object, 'created', resource, { typed: true });
    return 0;
  }
  const namespace = resource.namespaced ? session.namespace : '';
  const target = { resource, namespace, name: nameOf(object), object, source: '' };
  const created = await createFrom(session, target, object, queryOf(session)).catch((error: unknown) => {
    if (!generator.failure || !(error instanceof StatusError)) throw error;
    throw new KubectlError(`error: ${generator.failure} ${error.message}`);
  });
  await report(session, created, 'created', resource, { typed: true });
  return 0;
}

/** --raw: sends the one file as it is. */
async function createRaw(session: Session): Promise<number> {
  const { flags } = session;
  const [path = '', ...others] = flags.strings('filename');
  if (others.length > 0) throw new UsageError('--raw can only use a single local file or stdin', 'create');
  if (flags.changed('output')) throw new UsageError('--raw and --output are mutually exclusive', 'create');
  const body = path === '-' ? Buffer.from(await readAll(session.process.stdin)) : Buffer.from(readFile(session, path));
  await session.print(await session.client.text({ method: 'POST', path: flags.string('raw'), body }));
  return 0;
}

function inNamespace(object: JsonObject, namespace: string): JsonObject {
  return { ...object, metadata: { ...(object['metadata'] as JsonObject), namespace } };
}
