import { CloudApiError } from '../cloud-api.ts';
import { textTable } from '../text-table.ts';
import { idOf, POOLS, pathOf } from './collections.ts';
import { MEMBER_COLUMNS, memberRow } from './elb-verbs.ts';
import { type Item, itemOf, itemsOf, type OtcCall, shown } from './otc-call.ts';
import { printItem } from './print.ts';
import { bodyOf, type Noun, type OptionSpec } from './verb.ts';

const WEIGHT: OptionSpec = { name: 'weight', kind: 'number', value: '0-100', field: 'weight' };
const ADD: readonly OptionSpec[] = [
  { name: 'address', kind: 'text', field: 'address', required: true },
  { name: 'port', kind: 'number', field: 'protocol_port', required: true },
  { name: 'name', kind: 'text', field: 'name' },
  WEIGHT,
];

export const memberNoun: Noun = {
  name: 'member',
  what: 'who receives, pool by pool',
  verbs: [
    { name: 'list', takes: 'POOL', does: 'members of a pool, with the state of each', run: list },
    { name: 'add', takes: 'POOL', does: 'add one', options: ADD, run: add },
    { name: 'set', takes: 'POOL MEMBER', does: 'change its weight', options: [WEIGHT], run: set },
    { name: 'remove', takes: 'POOL MEMBER...', does: 'remove one', run: remove },
  ],
};

async function pathOfMembers(call: OtcCall): Promise<string> {
  const id = await idOf(call.process, POOLS, call.word(0, 'pool: otc pool list shows them'));
  return `${pathOf(POOLS, id)}/members`;
}

async function list(call: OtcCall): Promise<void> {
  const path = await pathOfMembers(call);
  const members = itemsOf(await call.send('GET', path), 'members');
  if (call.json) return printItem(call, { members });
  if (members.length === 0) return call.print('The pool has no members.\n');
  const pool = itemOf(await call.send('GET', path.replace(/\/members$/, '')), 'pool');
  await call.print(textTable([MEMBER_COLUMNS, ...members.map((member) => memberRow(pool, member))]));
}

async function add(call: OtcCall): Promise<void> {
  const path = await pathOfMembers(call);
  const member = itemOf(await call.send('POST', path, bodyOf(ADD, call.options)), 'member');
  await told(call, 'Added', member);
}

async function set(call: OtcCall): Promise<void> {
  const path = await pathOfMembers(call);
  const id = await memberId(call, path, call.word(1, 'member'));
  const member = itemOf(await call.send('PUT', `${path}/${id}`, bodyOf([WEIGHT], call.options)), 'member');
  await told(call, 'Changed', member);
}

async function remove(call: OtcCall): Promise<void> {
  const path = await pathOfMembers(call);
  call.word(1, 'member');
  for (const given of call.words.slice(1)) {
    const id = await memberId(call, path, given);
    await call.send('DELETE', `${path}/${id}`);
    await call.print(`Removed member ${given}.\n`);
  }
}

/** By id, name or address. */
async function memberId(call: OtcCall, path: string, given: string): Promise<string> {
  const members = itemsOf(await call.send('GET', path), 'members');
  const found = members.find((member) => ['id', 'name', 'address'].some((field) => member[field] === given));
  if (found) return shown(found, 'id');
  throw new CloudApiError(`There is no member ${given} in the pool.`);
}

async function told(call: OtcCall, done: string, member: Item): Promise<void> {
  if (call.json) return printItem(call, member);
  const where = `${shown(member, 'address')}:${shown(member, 'protocol_port')}`;
  await call.print(`${done} member ${shown(member, 'name')} (${where}, weight ${shown(member, 'weight')}).\n`);
}
