import { ELBS, idOf, LISTENERS, listOf, POOLS, pathOf } from './collections.ts';
import { type Item, idsIn, itemOf, type OtcCall, shown } from './otc-call.ts';
import { type ItemsTable, printFacts, printItem, printItems } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const CREATE: readonly OptionSpec[] = [
  { name: 'elb', kind: 'text', required: true },
  { name: 'protocol', kind: 'text', value: 'TCP|UDP|HTTP', field: 'protocol', required: true },
  { name: 'port', kind: 'number', field: 'protocol_port', required: true },
  { name: 'name', kind: 'text', field: 'name' },
  { name: 'pool', kind: 'text' },
];
const SET: readonly OptionSpec[] = [{ name: 'pool', kind: 'text', value: 'POOL|none', required: true }];

export const listenerNoun: Noun = {
  name: 'listener',
  what: 'ports of load balancers',
  verbs: [
    { name: 'list', takes: '', does: 'all listeners', run: list },
    { name: 'show', takes: 'LISTENER', does: 'one', run: show },
    { name: 'create', takes: '', does: 'open a port', options: CREATE, run: create },
    { name: 'set', takes: 'LISTENER', does: 'send to another pool', options: SET, run: set },
    { name: 'delete', takes: 'LISTENER...', does: 'close a port; its pool stays', run: remove },
  ],
};

const TABLE: ItemsTable = {
  none: 'There are no listeners.',
  columns: ['ID', 'NAME', 'PROTOCOL', 'PORT', 'ELB', 'POOL'],
  row: (item) => [
    shown(item, 'id'),
    shown(item, 'name'),
    shown(item, 'protocol'),
    shown(item, 'protocol_port'),
    idsIn(item, 'loadbalancers').join(' '),
    shown(item, 'default_pool_id'),
  ],
};

async function list(call: OtcCall): Promise<void> {
  await printItems(call, 'listeners', await listOf(call.process, LISTENERS), TABLE);
}

function print(call: OtcCall, item: Item): Promise<void> {
  return printFacts(call, item, [
    ['ID', shown(item, 'id')],
    ['Name', shown(item, 'name')],
    ['Protocol', shown(item, 'protocol')],
    ['Port', shown(item, 'protocol_port')],
    ['ELB', idsIn(item, 'loadbalancers').join(' ')],
    ['Pool', shown(item, 'default_pool_id')],
  ]);
}

async function show(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, LISTENERS, call.word(0, 'listener: otc listener list shows them'));
  await print(call, itemOf(await call.send('GET', pathOf(LISTENERS, id)), 'listener'));
}

async function create(call: OtcCall): Promise<void> {
  const body = bodyOf(CREATE, call.options);
  const elb = await idOf(call.process, ELBS, call.options.get('elb') ?? '');
  const pool = call.options.get('pool');
  const poolId = pool === undefined ? '' : await idOf(call.process, POOLS, pool);
  const order = { ...body, loadbalancer_id: elb, default_pool_id: poolId };
  const listener = itemOf(await call.send('POST', LISTENERS.path, order), 'listener');
  if (call.json) return printItem(call, listener);
  await call.print(`Created listener ${shown(listener, 'name')} (${shown(listener, 'id')}).\n`);
}

async function set(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, LISTENERS, call.word(0, 'listener: otc listener list shows them'));
  bodyOf(SET, call.options);
  const pool = call.options.get('pool') ?? 'none';
  const poolId = pool === 'none' ? '' : await idOf(call.process, POOLS, pool);
  await print(call, itemOf(await call.send('PUT', pathOf(LISTENERS, id), { default_pool_id: poolId }), 'listener'));
}

async function remove(call: OtcCall): Promise<void> {
  call.word(0, 'listener: otc listener list shows them');
  for (const given of call.words) {
    const id = await idOf(call.process, LISTENERS, given);
    await call.send('DELETE', pathOf(LISTENERS, id));
    await call.print(`Deleted listener ${id}.\n`);
  }
}
