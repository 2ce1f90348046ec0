import { canonicalQuantity, isQuantity } from '../../../../cluster/machinery/quantity.ts';
import { boolean, integer, string } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { labelSelectorOf } from '../../resources/label-selector.ts';
import { type Generator, nameOf } from './generator.ts';

export const podDisruptionBudget: Generator = {
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  flags: { 'max-unavailable': string(), 'min-available': string(), selector: string() },
  failure: 'failed to create poddisruptionbudgets:',
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create poddisruptionbudget');
    const [most, least] = [flags.string('max-unavailable'), flags.string('min-available')];
    if (!flags.string('selector')) throw new KubectlError('error: a selector must be specified');
    if (!most && !least) throw new KubectlError('error: one of min-available or max-unavailable must be specified');
    if (most && least) throw new KubectlError('error: min-available and max-unavailable cannot be both specified');
    if (!/^[0-9]+%?$/.test(most || least))
      throw new KubectlError(`error: invalid format specified for ${least ? 'min-available' : 'max-unavailable'}`);
    const amount = (text: string) => (text.endsWith('%') ? text : Number(text));
    return {
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: { name },
      spec: {
        ...(least && { minAvailable: amount(least) }),
        selector: labelSelectorOf(flags.string('selector')),
        ...(most && { maxUnavailable: amount(most) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
};

export const priorityClass: Generator = {
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  flags: {
    description: string(),
    'global-default': boolean(),
    'preemption-policy': string(undefined, 'PreemptLowerPriority'),
    value: integer(),
  },
  failure: 'failed to create priorityclass:',
  object: (session, args) => {
    const { flags } = session;
    return {
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name: nameOf(session, args, 'create priorityclass') },
      value: flags.integer('value'),
      ...(flags.boolean('global-default') && { globalDefault: true }),
      ...(flags.string('description') && { description: flags.string('description') }),
      preemptionPolicy: flags.string('preemption-policy'),
    };
  },
};

export const quota: Generator = {
  name: 'quota',
  aliases: ['resourcequota'],
  usage: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  flags: { hard: string(), scopes: string() },
  failure: 'failed to create quota:',
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create quota');
    const hard = resourceList(flags.string('hard'));
    const scopes = flags.string('scopes') ? flags.string('scopes').split(',') : [];
    if (scopes.includes('')) throw new KubectlError('error: invalid resource quota scope ""');
    return {
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: { name },
      spec: { ...(hard && { hard }), ...(scopes.length > 0 && { scopes }) },
      status: {},
    };
  },
};

/** `cpu=1,memory=1Gi` (populateResourceListV1); null of nothing. */
export function resourceList(text: string): Record<string, string> | null {
  if (!text) return null;
  const list: Record<string, string> = {};
  for (const statement of text.split(',')) {
    const [name, amount, ...rest] = statement.split('=');
    if (!name || amount === undefined || rest.length > 0)
      throw new KubectlError(`error: Invalid argument syntax ${statement}, expected <resource>=<value>`);
    if (!isQuantity(amount))
      throw new KubectlError(
        "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    list[name] = canonicalQuantity(amount);
  }
  return list;
}
