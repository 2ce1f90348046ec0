import { boolean, string } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { type JsonObject, nameOf, namespaceOf, recordsAt, stringAt } from '../json.ts';
import { amountText, byUsage, MEASURED, podUsage, sumOf, type Usage, usageOf } from '../metrics/usage.ts';
import { Columns } from '../printers/columns.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { checkSortBy, refuseWithoutMetrics } from './top-checks.ts';

/** A pod that is older and has no metrics will have none. */
const CREATION_DELAY_MS = 2 * 60_000;

export const topPod: Verb = {
  name: 'pod',
  aliases: ['pods', 'po'],
  usage: 'top pod [NAME | -l label]',
  flags: {
    'all-namespaces': boolean('A'),
    containers: boolean(),
    'field-selector': string(),
    'no-headers': boolean(),
    selector: string('l'),
    'show-swap': boolean(),
    'sort-by': string(),
    sum: boolean(),
    'use-protocol-buffers': boolean(undefined, true),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length > 1) throw new UsageError('pod [NAME | -l label]', 'top pod');
    const [name] = args;
    checkSortBy(session);
    if (name && (flags.string('selector') || flags.string('field-selector')))
      throw new KubectlError('error: only one of NAME or selector can be provided');
    await refuseWithoutMetrics(session);
    const everywhere = flags.boolean('all-namespaces');
    const place = everywhere ? '' : `/namespaces/${session.namespace}`;
    const metrics = await read(session, `/apis/metrics.k8s.io/v1beta1${place}/pods`, name);
    if (metrics.length > 0) await session.print(table(session, metrics));
    else await sayWhyNone(session, name);
    return 0;
  },
};

async function read(session: Session, path: string, name: string | undefined): Promise<JsonObject[]> {
  if (name) return [await session.client.json({ path: `${path}/${encodeURIComponent(name)}` })];
  const { flags } = session;
  const query = {
    labelSelector: flags.string('selector') || undefined,
    fieldSelector: flags.string('field-selector') || undefined,
  };
  return [...recordsAt(await session.client.json({ path, query }), 'items')];
}

async function sayWhyNone(session: Session, name: string | undefined): Promise<void> {
  const pods = await read(session, `/api/v1/namespaces/${session.namespace}/pods`, name);
  for (const pod of pods) {
    const ageMs = session.now() - Date.parse(stringAt(pod, 'metadata', 'creationTimestamp'));
    if (ageMs > CREATION_DELAY_MS)
      throw new KubectlError(
        `error: Metrics not available for pod ${namespaceOf(pod)}/${nameOf(pod)}, age: ${goAge(ageMs)}`,
      );
  }
  if (pods.length > 0) throw new KubectlError('error: metrics not available yet');
  const everywhere = session.flags.boolean('all-namespaces');
  await session.error(everywhere ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
}

function goAge(ageMs: number): string {
  const seconds = ageMs / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds % 60}s`;
}

interface Row {
  readonly names: readonly string[];
  readonly usage: Usage;
}

function table(session: Session, metrics: readonly JsonObject[]): string {
  const { flags } = session;
  const resources = flags.boolean('show-swap') ? [...MEASURED, 'swap'] : [...MEASURED];
  const [withNamespace, withContainers] = [flags.boolean('all-namespaces'), flags.boolean('containers')];
  const head = [
    ...(withNamespace ? ['NAMESPACE'] : []),
    ...(withContainers ? ['POD'] : []),
    ...['NAME', 'CPU(cores)', 'MEMORY(bytes)'],
    ...(resources.includes('swap') ? ['SWAP(bytes)'] : []),
  ];
  const place = (pod: JsonObject) => (withNamespace ? [namespaceOf(pod)] : []);
  const rows = sorted(session, metrics, resources).flatMap((pod): Row[] => {
    if (!withContainers) return [{ names: [...place(pod), nameOf(pod)], usage: podUsage(pod, resources) }];
    return sortedContainers(session, pod).map((container) => ({
      names: [...place(pod), nameOf(pod), stringAt(container, 'name')],
      usage: usageOf(container, resources),
    }));
  });
  const cells = ({ names, usage }: Row) => [
    ...names,
    ...resources.map((resource) => amountText(resource, usage[resource] ?? '0')),
    '',
  ];
  const lines = [...(flags.boolean('no-headers') ? [] : [[...head, '']]), ...rows.map(cells)];
  if (flags.boolean('sum')) lines.push(...sumLines(metrics, resources, flags.boolean('no-headers') ? 3 : head.length));
  return new Columns().format(lines);
}

function sumLines(metrics: readonly JsonObject[], resources: readonly string[], width: number): string[][] {
  const blanks = (count: number) => Array.from({ length: Math.max(0, count) }, () => '');
  const total = sumOf(
    metrics.map((pod) => podUsage(pod, resources)),
    resources,
  );
  return [
    [...blanks(width - 2), '________', '________', ''],
    [...blanks(width - 3), '', ...resources.map((resource) => amountText(resource, total[resource] ?? '0')), ''],
  ];
}

function sorted(session: Session, metrics: readonly JsonObject[], resources: readonly string[]): JsonObject[] {
  const key = (pod: JsonObject) =>
    session.flags.boolean('all-namespaces') ? `${namespaceOf(pod)}\0${nameOf(pod)}` : nameOf(pod);
  const byName = (a: JsonObject, b: JsonObject) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  const order = byUsage<JsonObject>(session.flags.string('sort-by'), (pod) => podUsage(pod, resources));
  return [...metrics].sort(order ?? byName);
}

function sortedContainers(session: Session, pod: JsonObject): JsonObject[] {
  const order = byUsage<JsonObject>(session.flags.string('sort-by'), (container) => usageOf(container, MEASURED));
  const name = (container: JsonObject) => stringAt(container, 'name');
  return [...recordsAt(pod, 'containers')].sort(order ?? ((a, b) => (name(a) < name(b) ? -1 : 1)));
}
