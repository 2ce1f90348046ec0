import { boolean, string } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { type JsonObject, nameOf, recordsAt, stringAt, stringMapAt, valueAt } from '../json.ts';
import { amountText, byUsage, MEASURED, milliValue, usageOf } from '../metrics/usage.ts';
import { Columns } from '../printers/columns.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';
import { checkSortBy, refuseWithoutMetrics } from './top-checks.ts';

const UNKNOWN = '<unknown>';

export const topNode: Verb = {
  name: 'node',
  aliases: ['nodes', 'no'],
  usage: 'top node [NAME | -l label]',
  flags: {
    'no-headers': boolean(),
    selector: string('l'),
    'show-capacity': boolean(),
    'show-swap': boolean(),
    'sort-by': string(),
    'use-protocol-buffers': boolean(undefined, true),
  },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length > 1) throw new UsageError('node [NAME | -l label]', 'top node');
    const [name] = args;
    checkSortBy(session);
    if (name && flags.string('selector'))
      throw new KubectlError('error: only one of NAME or --selector can be provided');
    await refuseWithoutMetrics(session);
    const metrics = await read(session, '/apis/metrics.k8s.io/v1beta1/nodes', name);
    if (metrics.length === 0) throw new KubectlError('error: metrics not available yet');
    const nodes = await read(session, '/api/v1/nodes', name);
    await session.print(table(session, metrics, nodes));
    return 0;
  },
};

async function read(session: Session, path: string, name: string | undefined): Promise<JsonObject[]> {
  if (name) return [await session.client.json({ path: `${path}/${encodeURIComponent(name)}` })];
  const labelSelector = session.flags.string('selector') || undefined;
  return [...recordsAt(await session.client.json({ path, query: { labelSelector } }), 'items')];
}

function table(session: Session, metrics: readonly JsonObject[], nodes: readonly JsonObject[]): string {
  const { flags } = session;
  const resources = flags.boolean('show-swap') ? [...MEASURED, 'swap'] : [...MEASURED];
  const field = flags.boolean('show-capacity') ? 'capacity' : 'allocatable';
  const order = byUsage<JsonObject>(flags.string('sort-by'), (item) => usageOf(item, resources));
  const sorted = [...metrics].sort(order ?? ((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)));
  const head = ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'];
  if (resources.includes('swap')) head.push('SWAP(bytes)', 'SWAP(%)');
  const unmeasured = nodes.filter((node) => !metrics.some((item) => nameOf(item) === nameOf(node)));
  const rows = [
    ...(flags.boolean('no-headers') ? [] : [head]),
    ...sorted.map((item) => {
      const node = nodes.find((other) => nameOf(other) === nameOf(item)) ?? null;
      return [nameOf(item), ...resources.flatMap((resource) => usageCells(item, node, resource, field))];
    }),
    ...unmeasured.map((node) => [nameOf(node), ...resources.flatMap(() => [UNKNOWN, UNKNOWN])]),
  ];
  return new Columns().format(rows.map((row) => [...row, '']));
}

function usageCells(metrics: JsonObject, node: JsonObject | null, resource: string, field: string): string[] {
  const used = usageOf(metrics, [resource])[resource]!;
  const swap = stringAt(node, 'status', 'nodeInfo', 'swap', 'capacity');
  if (resource === 'swap' && !swap) return [UNKNOWN, UNKNOWN];
  const available = resource === 'swap' ? swap : new Map(stringMapAt(node, 'status', field)).get(resource);
  if (available === undefined || valueAt(node) === null) return [amountText(resource, used)];
  const whole = milliValue(available);
  return [amountText(resource, used), `${whole === 0 ? 0 : Math.trunc((milliValue(used) / whole) * 100)}%`];
}
