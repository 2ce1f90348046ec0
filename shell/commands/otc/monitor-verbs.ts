import { idOf, listOf, MONITORS, POOLS, pathOf } from './collections.ts';
import { type Item, idsIn, itemOf, type OtcCall, shown } from './otc-call.ts';
import { type ItemsTable, printFacts, printItem, printItems } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const SET: readonly OptionSpec[] = [
  { name: 'type', kind: 'text', value: 'TCP|HTTP|UDP_CONNECT', field: 'type' },
  { name: 'delay', kind: 'number', value: 'SECONDS', field: 'delay' },
  { name: 'timeout', kind: 'number', value: 'SECONDS', field: 'timeout' },
  { name: 'retries', kind: 'number', value: 'COUNT', field: 'max_retries' },
  { name: 'port', kind: 'number', field: 'monitor_port' },
  { name: 'path', kind: 'text', field: 'url_path' },
];
const CREATE: readonly OptionSpec[] = [{ name: 'pool', kind: 'text', required: true }, ...SET];

export const monitorNoun: Noun = {
  name: 'healthmonitor',
  what: 'health checks of pools',
  verbs: [
    { name: 'list', takes: '', does: 'all health checks', run: list },
    { name: 'show', takes: 'MONITOR', does: 'one', run: show },
    { name: 'create', takes: '', does: 'begin to check a pool', options: CREATE, run: create },
    { name: 'set', takes: 'MONITOR', does: 'change one', options: SET, run: set },
    { name: 'delete', takes: 'MONITOR...', does: 'check no longer', run: remove },
  ],
};

const TABLE: ItemsTable = {
  none: 'There are no health monitors.',
  columns: ['ID', 'TYPE', 'DELAY', 'TIMEOUT', 'RETRIES', 'PORT', 'POOL'],
  row: (item) => [
    ...['id', 'type', 'delay', 'timeout', 'max_retries', 'monitor_port'].map((field) => shown(item, field)),
    idsIn(item, 'pools').join(' '),
  ],
};

async function list(call: OtcCall): Promise<void> {
  await printItems(call, 'healthmonitors', await listOf(call.process, MONITORS), TABLE);
}

function print(call: OtcCall, item: Item): Promise<void> {
  const port = shown(item, 'monitor_port');
  return printFacts(call, item, [
    ['ID', shown(item, 'id')],
    ['Type', shown(item, 'type')],
    ['Delay', `${shown(item, 'delay')} s`],
    ['Timeout', `${shown(item, 'timeout')} s`],
    ['Retries', shown(item, 'max_retries')],
    ['Port', port === '-' ? "the member's own" : port],
    ['Path', shown(item, 'url_path')],
    ['Pool', idsIn(item, 'pools').join(' ')],
  ]);
}

async function show(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, MONITORS, call.word(0, 'health monitor: otc healthmonitor list shows them'));
  await print(call, itemOf(await call.send('GET', pathOf(MONITORS, id)), 'healthmonitor'));
}

async function create(call: OtcCall): Promise<void> {
  const body = bodyOf(CREATE, call.options);
  const pool = await idOf(call.process, POOLS, call.options.get('pool') ?? '');
  const monitor = itemOf(await call.send('POST', MONITORS.path, { ...body, pool_id: pool }), 'healthmonitor');
  if (call.json) return printItem(call, monitor);
  await call.print(`Created health monitor ${shown(monitor, 'id')}.\n`);
}

async function set(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, MONITORS, call.word(0, 'health monitor: otc healthmonitor list shows them'));
  await print(call, itemOf(await call.send('PUT', pathOf(MONITORS, id), bodyOf(SET, call.options)), 'healthmonitor'));
}

async function remove(call: OtcCall): Promise<void> {
  call.word(0, 'health monitor: otc healthmonitor list shows them');
  for (const given of call.words) {
    const id = await idOf(call.process, MONITORS, given);
    await call.send('DELETE', pathOf(MONITORS, id));
    await call.print(`Deleted health monitor ${id}.\n`);
  }
}
