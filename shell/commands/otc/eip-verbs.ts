import { BANDWIDTHS, EIPS, ELBS, idOf, listOf, pathOf } from './collections.ts';
import { type Item, itemOf, type OtcCall, shown } from './otc-call.ts';
import { type ItemsTable, printFacts, printItem, printItems } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const CREATE: readonly OptionSpec[] = [
  { name: 'type', kind: 'text', value: '5_bgp', field: 'type' },
  { name: 'bandwidth-name', kind: 'text', value: 'NAME', field: 'bandwidth_name' },
  { name: 'bandwidth-size', kind: 'number', value: 'MBIT', field: 'bandwidth_size' },
  { name: 'charge-mode', kind: 'text', value: 'traffic|bandwidth', field: 'bandwidth_charge_mode' },
];
const WHICH = 'EIP: otc eip list shows them';

export const eipNoun: Noun = {
  name: 'eip',
  what: 'public addresses',
  verbs: [
    { name: 'list', takes: '', does: 'all public addresses', run: list },
    { name: 'show', takes: 'EIP', does: 'one', run: show },
    { name: 'create', takes: '', does: 'allocate one', options: CREATE, run: create },
    { name: 'bind', takes: 'EIP ELB', does: 'lead it to a load balancer', run: bind },
    { name: 'unbind', takes: 'EIP', does: 'lead it nowhere', run: unbind },
    { name: 'release', takes: 'EIP...', does: 'give it back', run: release },
  ],
};

const TABLE: ItemsTable = {
  none: 'There are no EIPs.',
  columns: ['ID', 'ADDRESS', 'STATUS', 'BOUND TO', 'BANDWIDTH', 'MBIT/S'],
  row: (item) =>
    ['id', 'public_ip_address', 'status', 'associate_instance_id', 'bandwidth_name', 'bandwidth_size'].map((field) =>
      shown(item, field),
    ),
};

async function list(call: OtcCall): Promise<void> {
  await printItems(call, 'publicips', await listOf(call.process, EIPS), TABLE);
}

function print(call: OtcCall, item: Item): Promise<void> {
  const elb = shown(item, 'associate_instance_id');
  return printFacts(call, item, [
    ['ID', shown(item, 'id')],
    ['Address', shown(item, 'public_ip_address')],
    ['Status', shown(item, 'status')],
    ['Type', shown(item, 'type')],
    ['Bound to', elb === '-' ? '-' : `ELB ${elb} (${shown(item, 'private_ip_address')})`],
    ['Bandwidth', `${shown(item, 'bandwidth_name')}, ${shown(item, 'bandwidth_size')} Mbit/s`],
    ['Created', shown(item, 'create_time')],
  ]);
}

async function show(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, EIPS, call.word(0, WHICH));
  await print(call, itemOf(await call.send('GET', pathOf(EIPS, id)), 'publicip'));
}

async function create(call: OtcCall): Promise<void> {
  const eip = itemOf(await call.send('POST', EIPS.path, bodyOf(CREATE, call.options)), 'publicip');
  if (call.json) return printItem(call, eip);
  await call.print(`Allocated EIP ${shown(eip, 'public_ip_address')} (${shown(eip, 'id')}).\n`);
}

async function bind(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, EIPS, call.word(0, WHICH));
  const elb = await idOf(call.process, ELBS, call.word(1, 'load balancer: otc elb list shows them'));
  await print(call, itemOf(await call.send('PUT', pathOf(EIPS, id), { associate_instance_id: elb }), 'publicip'));
}

async function unbind(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, EIPS, call.word(0, WHICH));
  await print(call, itemOf(await call.send('PUT', pathOf(EIPS, id), { associate_instance_id: '' }), 'publicip'));
}

async function release(call: OtcCall): Promise<void> {
  call.word(0, WHICH);
  for (const given of call.words) {
    const id = await idOf(call.process, EIPS, given);
    const eip = itemOf(await call.send('GET', pathOf(EIPS, id)), 'publicip');
    await call.send('DELETE', pathOf(EIPS, id));
    await call.print(`Released EIP ${shown(eip, 'public_ip_address')} (${id}).\n`);
  }
}

const SIZE: readonly OptionSpec[] = [{ name: 'size', kind: 'number', value: 'MBIT', field: 'size', required: true }];

export const bandwidthNoun: Noun = {
  name: 'bandwidth',
  what: 'bandwidths of public addresses',
  verbs: [
    { name: 'list', takes: '', does: 'all bandwidths', run: listBandwidths },
    { name: 'show', takes: 'BANDWIDTH', does: 'one', run: showBandwidth },
    { name: 'set', takes: 'BANDWIDTH', does: 'resize one', options: SIZE, run: setBandwidth },
  ],
};

const BANDWIDTH_TABLE: ItemsTable = {
  none: 'There are no bandwidths.',
  columns: ['ID', 'NAME', 'MBIT/S', 'SHARE', 'CHARGE', 'ADDRESSES'],
  row: (item) => [
    ...['id', 'name', 'size', 'share_type', 'charge_mode'].map((field) => shown(item, field)),
    addressesOf(item),
  ],
};

async function listBandwidths(call: OtcCall): Promise<void> {
  await printItems(call, 'bandwidths', await listOf(call.process, BANDWIDTHS), BANDWIDTH_TABLE);
}

async function showBandwidth(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, BANDWIDTHS, call.word(0, 'bandwidth: otc bandwidth list shows them'));
  await printBandwidth(call, itemOf(await call.send('GET', pathOf(BANDWIDTHS, id)), 'bandwidth'));
}

async function setBandwidth(call: OtcCall): Promise<void> {
  const id = await idOf(call.process, BANDWIDTHS, call.word(0, 'bandwidth: otc bandwidth list shows them'));
  const body = bodyOf(SIZE, call.options);
  await printBandwidth(call, itemOf(await call.send('PUT', pathOf(BANDWIDTHS, id), body), 'bandwidth'));
}

function printBandwidth(call: OtcCall, item: Item): Promise<void> {
  return printFacts(call, item, [
    ['ID', shown(item, 'id')],
    ['Name', shown(item, 'name')],
    ['Size', `${shown(item, 'size')} Mbit/s`],
    ['Share', shown(item, 'share_type')],
    ['Charge', shown(item, 'charge_mode')],
    ['Addresses', addressesOf(item)],
  ]);
}

function addressesOf(item: Item): string {
  const list = Array.isArray(item['publicip_info']) ? item['publicip_info'] : [];
  return list.map((each: Item) => shown(each, 'publicip_address')).join(' ') || '-';
}
