import { canonicalQuantity, isQuantity } from '../../../cluster/machinery/quantity.ts';
import { groupVersion } from '../client/discovery.ts';
import { boolean, DRY_RUN_FLAG, FILE_FLAGS, integer, PRINT_FLAGS, string } from '../command-line/flag-table.ts';
import { KubectlError, throwAll } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { withOwnLastApplied } from '../patch/last-applied.ts';
import { dryRunOf, report } from '../printers/output.ts';
import { select } from '../resources/selected.ts';
import type { Target } from '../resources/target.ts';
import { createFrom } from '../resources/write.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const autoscale: Verb = {
  name: 'autoscale',
  usage:
    'autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [flags]',
  flags: {
    ...FILE_FLAGS,
    ...PRINT_FLAGS,
    ...DRY_RUN_FLAG,
    cpu: string(),
    'cpu-percent': integer(undefined, '-1'),
    'field-manager': string(undefined, 'kubectl-autoscale'),
    max: integer(undefined, '-1'),
    memory: string(),
    min: integer(undefined, '-1'),
    name: string(),
    'save-config': boolean(),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (flags.changed('cpu-percent'))
      await session.error(
        "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
      );
    if (!flags.changed('max')) throw new KubectlError('error: required flag(s) "max" not set');
    refuse(session);
    const { targets, errors } = await select(session, args, { fetch: flags.strings('filename').length === 0 });
    for (const target of targets) {
      try {
        await autoscaleOne(session, target);
      } catch (error) {
        errors.push(error);
      }
    }
    if (targets.length === 0 && errors.length === 0) throw new KubectlError('error: no objects passed to autoscale');
    throwAll(errors);
    return 0;
  },
};

function refuse({ flags }: Session): void {
  const [most, least] = [flags.integer('max'), flags.integer('min')];
  if (most < 1) throw new KubectlError(`error: --max=MAXPODS is required and must be at least 1, max: ${most}`);
  if (most < least)
    throw new KubectlError(
      `error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: ${most}, min: ${least}`,
    );
  if (flags.integer('cpu-percent') > 0 && flags.string('cpu'))
    throw new KubectlError('error: --cpu-percent and --cpu are mutually exclusive');
}

async function autoscaleOne(session: Session, target: Target): Promise<void> {
  const { resource } = target;
  if (!resource.subresources.includes('scale'))
    throw new KubectlError(
      `error: cannot autoscale a ${resource.kind}: could not find scale subresource for ${resource.group}/${resource.version}, Resource=${resource.name} in discovery information`,
    );
  const made = autoscalerOf(session, target);
  const kind = await session.kind('autoscaling/v2', 'HorizontalPodAutoscaler');
  if (!kind) throw new KubectlError('error: no matches for kind "HorizontalPodAutoscaler" in version "autoscaling/v2"');
  if (dryRunOf(session) === 'client') return report(session, made, 'created', kind, { typed: true });
  const object = session.flags.boolean('save-config') ? withOwnLastApplied(made) : made;
  const created = await createFrom(
    session,
    { resource: kind, namespace: session.namespace, name: target.name, object, source: '' },
    object,
    {
      fieldManager: session.flags.string('field-manager'),
      dryRun: dryRunOf(session) === 'server' ? 'All' : undefined,
    },
  );
  await report(session, created, 'autoscaled', kind, { typed: true });
}

function autoscalerOf({ flags }: Session, { resource, name }: Target): JsonObject {
  const percent = flags.integer('cpu-percent');
  const metrics = [
    ...(percent > 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: percent })] : []),
    ...['cpu', 'memory']
      .filter((each) => flags.string(each))
      .map((each) => metric(each, goal(flags.string(each), each))),
  ];
  const least = flags.integer('min');
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: { name: flags.string('name') || name },
    spec: {
      scaleTargetRef: { kind: resource.kind, name, apiVersion: groupVersion(resource.group, resource.version) },
      ...(least > 0 && { minReplicas: least }),
      maxReplicas: flags.integer('max'),
      ...(metrics.length > 0 && { metrics }),
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}

const metric = (name: string, target: JsonObject): JsonObject => ({ type: 'Resource', resource: { name, target } });

/** `80%` of what is requested, or an amount; a bare number of CPU counts thousandths, of memory mebibytes. */
function goal(text: string, name: string): JsonObject {
  if (/^\d+%$/.test(text)) return { type: 'Utilization', averageUtilization: Number(text.slice(0, -1)) };
  const amount = /^\d+$/.test(text) ? `${text}${name === 'cpu' ? 'm' : 'Mi'}` : text;
  if (!isQuantity(amount))
    throw new KubectlError(
      `error: invalid ${name} format: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  return { type: 'AverageValue', averageValue: canonicalQuantity(amount) };
}
