import { ELBS, idOf, LISTENERS, listOf, POOLS, pathOf } from './collections.ts';
import { type Item, idsIn, itemOf, Misuse, type OtcCall, shown } from './otc-call.ts';
import { type ItemsTable, printFacts, printItem, printItems } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const ALGORITHM: OptionSpec = {
  name: 'algorithm',
  kind: 'text',
  value: 'ROUND_ROBIN|LEAST_CONNECTIONS|SOURCE_IP',
  field: 'lb_algorithm',
};
const PERSISTENCE: OptionSpec = { name: 'persistence', kind: 'text', value: 'MINUTES|none' };
const CREATE: readonly OptionSpec[] = [
  { name: 'listener', kind: 'text' },
  { name: 'elb', kind: 'text' },
  { name: 'protocol', kind: 'text', value: 'TCP|UDP|HTTP', field: 'protocol' },
  { name: 'name', kind: 'text', field: 'name' },
  ALGORITHM,
  PERSISTENCE,
];
const SET: readonly OptionSpec[] = [ALGORITHM, PERSISTENCE, { name: 'name', kind: 'text', field: 'name' }];

export const poolNoun: Noun = {
  name: 'pool',
  what: 'groups of members behind listeners',
  verbs: [
    { name: 'list', takes: '', does: 'all pools', run: list },
    { name: 'show', takes: 'POOL', does: 'one', run: show },
    { name: 'create', takes: '', does: 'make one, for a listener or for an ELB', options: CREATE, run: create },
    { name: 'set', takes: 'POOL', does: 'change one', options: SET, run: set },
    { name: 'delete', takes: 'POOL...', does: 'delete one that no listener uses', run: remove },
  ],
};

const TABLE: ItemsTable = {
  none: 'There are no pools.',
  columns: ['ID', 'NAME', 'PROTOCOL', 'ALGORITHM', 'MEMBERS', 'HEALTH MONITOR'],
  row: (item) => [
    shown(item, 'id'),
    shown(item, 'name'),
    shown(item, 'protocol'),
    shown(item, 'lb_algorithm'),
    String(idsIn(item, 'members').length),
    shown(item, 'healthmonitor_id'),
  ],
};

async function list(call: OtcCall): Promise<void> {
  await printItems(call, 'pools', await listOf(call.process, POOLS), TABLE);
}

function print(call: OtcCall, item: Item): Promise<void> {
  const { session_persistence: persistence } = item;
  const minutes =
    typeof persistence === 'object' && persistence !== null ? shown(persistence as Item, 'persistence_timeout') : null;
  return printFacts(call, item, [
    ['ID', shown(item, 'id')],
    ['Name', shown(item, 'name')],
    ['Protocol', shown(item, 'protocol')],
    ['Algorithm', shown(item, 'lb_algorithm')],
    ['Persistence', minutes === null ? 'none' : `by source, ${minutes} min`],
    ['Health monitor', shown(item, 'healthmonitor_id')],
    ['Listener', idsIn(item, 'listeners').join(' ') || '-'],
    ['ELB', idsIn(item, 'loadbalancers').join(' ')],
    ['Members', String(idsIn(item, 'members').length)],
  ]);
}

async function show(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, POOLS, call.word(0, 'pool: otc pool list shows them'));
  await print(call, itemOf(await call.send('GET', pathOf(POOLS, id)), 'pool'));
}

/** `30` is a number of minutes, `none` ends it. */
function persistenceOf(call: OtcCall): Item {
  const given = call.options.get('persistence');
  if (given === undefined) return {};
  if (given === 'none') return { session_persistence: null };
  if (!/^\d{1,2}$/.test(given)) throw new Misuse(`--persistence takes minutes or none, not "${given}"`);
  return { session_persistence: { type: 'SOURCE_IP', persistence_timeout: Number(given) } };
}

async function create(call: OtcCall): Promise<void> {
  const { process, options } = call;
  const [listener, elb] = [options.get('listener'), options.get('elb')];
  if (listener === undefined && elb === undefined) throw new Misuse('--listener or --elb is required');
  const home =
    listener === undefined
      ? { loadbalancer_id: await idOf(process, ELBS, elb ?? '') }
      : { listener_id: await idOf(process, LISTENERS, listener) };
  const body = { ...bodyOf(CREATE, options), ...persistenceOf(call), ...home };
  const pool = itemOf(await call.send('POST', POOLS.path, body), 'pool');
  if (call.json) return printItem(call, pool);
  await call.print(`Created pool ${shown(pool, 'name')} (${shown(pool, 'id')}).\n`);
}

async function set(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, POOLS, call.word(0, 'pool: otc pool list shows them'));
  const body = { ...bodyOf(SET, call.options), ...persistenceOf(call) };
  await print(call, itemOf(await call.send('PUT', pathOf(POOLS, id), body), 'pool'));
}

async function remove(call: OtcCall): Promise<void> {
  call.word(0, 'pool: otc pool list shows them');
  for (const given of call.words) {
    const id = await idOf(call.process, POOLS, given);
    await call.send('DELETE', pathOf(POOLS, id));
    await call.print(`Deleted pool ${id}.\n`);
  }
}
