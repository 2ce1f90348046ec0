import type { RejectWith } from '../netfilter/rule-spec.ts';
import type { Scope } from './scope.ts';
import type { Statement } from './syntax-tree.ts';
import type { TokenReader } from './tokens.ts';

const ICMP: Readonly<Record<string, RejectWith>> = {
  'net-unreachable': 'icmp-net-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'prot-unreachable': 'icmp-proto-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'net-prohibited': 'icmp-net-prohibited',
  'host-prohibited': 'icmp-host-prohibited',
  'admin-prohibited': 'icmp-admin-prohibited',
};
const ICMPX: Readonly<Record<string, RejectWith>> = {
  'no-route': 'icmp-net-unreachable',
  'port-unreachable': 'icmp-port-unreachable',
  'host-unreachable': 'icmp-host-unreachable',
  'admin-prohibited': 'icmp-admin-prohibited',
};

/** `reject [with tcp reset | with icmp[x] [type] CODE]`. The family's default is shown as nothing. */
export function parseReject(reader: TokenReader, { table }: Scope): Statement {
  reader.next();
  const plain = { kind: 'reject', text: 'reject', with: 'icmp-port-unreachable', impliesTcp: false } as const;
  if (!reader.take('with')) return plain;
  if (reader.take('tcp')) {
    reader.require('reset');
    return { kind: 'reject', text: 'reject with tcp reset', with: 'tcp-reset', impliesTcp: true };
  }
  const { text: protocol } = reader.peek();
  const codes = protocol === 'icmpx' ? ICMPX : protocol === 'icmp' ? ICMP : undefined;
  if (!codes) reader.fail();
  reader.next();
  reader.take('type');
  const { text: code } = reader.peek();
  const answer = Object.hasOwn(codes, code) ? codes[code] : undefined;
  if (!answer) reader.fail();
  reader.next();
  const isDefault = code === 'port-unreachable' && (protocol === 'icmpx') === (table.family !== 'ip');
  return isDefault
    ? plain
    : { kind: 'reject', text: `reject with ${protocol} ${code}`, with: answer, impliesTcp: false };
}
