import { textTable } from '../text-table.ts';
import { ELBS, idOf, LISTENERS, listOf, POOLS, pathOf } from './collections.ts';
import { type Item, idsIn, itemOf, itemsOf, type OtcCall, shown } from './otc-call.ts';
import { printItem, printItems } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const CREATE: readonly OptionSpec[] = [
  { name: 'name', kind: 'text', field: 'name', required: true },
  { name: 'dedicated', kind: 'flag' },
  { name: 'l4-flavor', kind: 'text', value: 'FLAVOR', field: 'l4_flavor_id' },
];

export const elbNoun: Noun = {
  name: 'elb',
  what: 'load balancers',
  verbs: [
    { name: 'list', takes: '', does: 'all load balancers', run: list },
    { name: 'show', takes: 'ELB', does: 'one, with listeners, pools and members', run: show },
    { name: 'members', takes: '[ELB]', does: 'who receives, with the state of each', run: members },
    { name: 'create', takes: '', does: 'make one, without a listener', options: CREATE, run: create },
    {
      name: 'delete',
      takes: 'ELB...',
      does: 'delete; an EIP stays allocated',
      options: [{ name: 'cascade', kind: 'flag' }],
      run: remove,
    },
  ],
};

async function list(call: OtcCall): Promise<void> {
  const items = await listOf(call.process, ELBS);
  await printItems(call, 'loadbalancers', items, {
    none: 'There are no load balancers.',
    columns: ['ID', 'NAME', 'CLASS', 'VIP', 'EIP', 'LISTENERS'],
    row: (item) => [
      shown(item, 'id'),
      shown(item, 'name'),
      classOf(item),
      shown(item, 'vip_address'),
      eipOf(item),
      String(idsIn(item, 'listeners').length),
    ],
  });
}

async function show(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, ELBS, call.word(0, 'load balancer: otc elb list shows them'));
  const elb = itemOf(await call.send('GET', pathOf(ELBS, id)), 'loadbalancer');
  if (call.json) return printItem(call, elb);
  const pools = await poolsOf(call, elb);
  const listeners = (await listOf(call.process, LISTENERS)).filter((each) =>
    idsIn(elb, 'listeners').includes(shown(each, 'id')),
  );
  await call.print(textTable(factsOf(elb)));
  if (listeners.length === 0) return call.print('\nIt has no listeners: nothing answers at its address.\n');
  const rows = listeners.map((listener) => listenerRow(listener, pools));
  await call.print(`\n${textTable([['LISTENER', 'PROTOCOL', 'PORT', 'POOL', 'ALGORITHM', 'MEMBERS'], ...rows])}`);
  const memberRows = pools.flatMap(({ pool, members: list }) => list.map((member) => memberRow(pool, member)));
  if (memberRows.length > 0) await call.print(`\n${textTable([MEMBER_COLUMNS, ...memberRows])}`);
}

function factsOf(elb: Item): string[][] {
  const flavor = shown(elb, 'l4_flavor_id');
  const zones = elb['availability_zone_list'];
  return [
    ['ID:', shown(elb, 'id')],
    ['Name:', shown(elb, 'name')],
    ['Class:', classOf(elb)],
    ['Status:', `${shown(elb, 'provisioning_status')}, ${shown(elb, 'operating_status')}`],
    ['VIP:', shown(elb, 'vip_address')],
    ['EIP:', eipOf(elb)],
    ...(Array.isArray(zones) && zones.length > 0 ? [['Zones:', zones.join(', ')]] : []),
    ...(flavor === '-' ? [] : [['Flavor:', flavor]]),
    ['Created:', shown(elb, 'created_at')],
  ];
}

interface PoolMembers {
  readonly pool: Item;
  readonly members: readonly Item[];
}

async function poolsOf(call: OtcCall, elb?: Item): Promise<PoolMembers[]> {
  const pools = (await listOf(call.process, POOLS)).filter(
    (pool) => !elb || idsIn(elb, 'pools').includes(shown(pool, 'id')),
  );
  const result: PoolMembers[] = [];
  for (const pool of pools) {
    const answer = await call.send('GET', `${pathOf(POOLS, shown(pool, 'id'))}/members`);
    result.push({ pool, members: itemsOf(answer, 'members') });
  }
  return result;
}

function listenerRow(listener: Item, pools: readonly PoolMembers[]): string[] {
  const found = pools.find(({ pool }) => pool['id'] === listener['default_pool_id']);
  const online = found?.members.filter((member) => member['operating_status'] === 'ONLINE').length ?? 0;
  return [
    shown(listener, 'name'),
    shown(listener, 'protocol'),
    shown(listener, 'protocol_port'),
    found ? shown(found.pool, 'name') : '-',
    found ? shown(found.pool, 'lb_algorithm') : '-',
    found ? `${found.members.length} (${online} online)` : '-',
  ];
}

export const MEMBER_COLUMNS = ['POOL', 'MEMBER', 'ADDRESS', 'PORT', 'WEIGHT', 'STATUS', 'REASON'];

export function memberRow(pool: Item, member: Item): string[] {
  const fields = ['name', 'address', 'protocol_port', 'weight', 'operating_status'];
  return [shown(pool, 'name'), ...fields.map((field) => shown(member, field)), String(member['reason'] ?? '')];
}

async function members(call: OtcCall): Promise<void> {
  const [given] = call.words;
  const id = given === undefined ? undefined : await idOf(call.process, ELBS, given);
  const elb = id === undefined ? undefined : itemOf(await call.send('GET', pathOf(ELBS, id)), 'loadbalancer');
  const pools = await poolsOf(call, elb);
  const all = pools.flatMap(({ pool, members: list }) => list.map((member) => ({ pool, member })));
  if (call.json) return printItem(call, { members: all.map(({ member }) => member) });
  if (all.length === 0) return call.print('There are no members.\n');
  await call.print(textTable([MEMBER_COLUMNS, ...all.map(({ pool, member }) => memberRow(pool, member))]));
}

async function create(call: OtcCall): Promise<void> {
  const body = { ...bodyOf(CREATE, call.options), guaranteed: call.options.has('dedicated') };
  const elb = itemOf(await call.send('POST', ELBS.path, body), 'loadbalancer');
  if (call.json) return printItem(call, elb);
  await call.print(`Created load balancer ${shown(elb, 'name')} (${shown(elb, 'id')}).\n`);
}

async function remove(call: OtcCall): Promise<void> {
  call.word(0, 'load balancer: otc elb list shows them');
  for (const given of call.words) {
    const id = await idOf(call.process, ELBS, given);
    const elb = itemOf(await call.send('GET', pathOf(ELBS, id)), 'loadbalancer');
    await call.send('DELETE', `${pathOf(ELBS, id)}${call.options.has('cascade') ? '/force-elb' : ''}`);
    const eip = eipOf(elb);
    const rest = eip === '-' ? '' : ` Its EIP ${eip} is still allocated: otc eip release.`;
    await call.print(`Deleted load balancer ${shown(elb, 'name')} (${id}).${rest}\n`);
  }
}

function classOf(elb: Item): string {
  return elb['guaranteed'] === true ? 'performance' : 'union';
}

function eipOf(elb: Item): string {
  const [first] = Array.isArray(elb['publicips']) ? elb['publicips'] : [];
  return typeof first === 'object' && first !== null ? shown(first as Item, 'publicip_address') : '-';
}
