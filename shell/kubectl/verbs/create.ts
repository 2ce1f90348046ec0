import { boolean, DRY_RUN_FLAG, FILE_FLAGS, type FlagTable, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { nameOf, stringAt } from '../json.ts';
import { withLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { targetsOf } from '../resources/manifests.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { validationOf } from './apply.ts';
import { GENERATORS } from './create-generators.ts';

const COMMON: FlagTable = {
  ...PRINT_FLAGS,
  ...DRY_RUN_FLAG,
  'field-manager': string(undefined, 'kubectl-create'),
  'save-config': boolean(),
  validate: string(undefined, 'strict', 'strict'),
};

const children: Verb[] = GENERATORS.map((generator) => ({
  name: generator.name,
  ...(generator.aliases && { aliases: generator.aliases }),
  usage: `create ${generator.usage}`,
  flags: { ...COMMON, ...generator.flags },
  ...(generator.children && {
    children: generator.children.map((child) => ({
      name: child.name,
      usage: `create ${child.usage}`,
      flags: { ...COMMON, ...child.flags },
      run: (session: Session, args: readonly string[]) => generate(session, args, child.object),
    })),
  }),
  run: (session, args) => generate(session, args, generator.object),
}));

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
  children,
  run: async (session, args) => {
    const { flags } = session;
    if (flags.strings('filename').length === 0 && !flags.string('kustomize')) {
      if (args.length > 0)
        throw new KubectlError(
          `error: Unexpected args: [${args.join(' ')}]\nSee 'kubectl create -h' for help and examples`,
        );
      throw new KubectlError('error: must specify one of -f and -k');
    }
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

async function generate(
  session: Session,
  args: readonly string[],
  make: (typeof GENERATORS)[number]['object'],
): Promise<number> {
  const made = make(session, args);
  const resource = await session.kind(String(made['apiVersion']), String(made['kind']));
  if (!resource)
    throw new KubectlError(
      `error: no matches for kind "${String(made['kind'])}" in version "${String(made['apiVersion'])}"`,
    );
  const placed =
    resource.namespaced && session.namespaceIsExplicit
      ? { ...made, metadata: { ...(made['metadata'] as object), namespace: session.namespace } }
      : made;
  const object = session.flags.boolean('save-config') ? withLastApplied(placed) : placed;
  if (dryRunOf(session) === 'client') {
    await report(session, object, 'created', resource);
    return 0;
  }
  const namespace = resource.namespaced ? session.namespace : '';
  const target = { resource, namespace, name: nameOf(object), object, source: '' };
  try {
    await report(session, await createFrom(session, target, object, queryOf(session)), 'created', resource);
  } catch (error) {
    throw prefixed(error, resource.kind, stringAt(object, 'spec', 'type'));
  }
  return 0;
}

/** The generators' own words before the server's: `failed to create configmap: …`. */
function prefixed(error: unknown, kind: string, type: string): unknown {
  if (!(error instanceof Error) || !('status' in error)) return error;
  if (!['Deployment', 'ConfigMap', 'Secret', 'Service', 'Job', 'Ingress'].includes(kind)) return error;
  const word = kind === 'Service' ? `${type} service` : kind.toLowerCase();
  return new KubectlError(`error: failed to create ${word}: ${error.message}`);
}
