import { expect, test } from 'vitest';
import { decodeMessage } from './decode-message.ts';
import { encodeMessage } from './encode-message.ts';
import { addressRecord, DnsFormatError, queryMessage, RECORD_TYPES, responseTo } from './message.ts';

/** Answers of a CoreDNS 1.12, with EDNS and without. */
const RECORDED = [
  '123485000001000100000002055f68747470045f7463700377656206646e737265630373766307636c7573746572056c6f63616c0000210001055f68747470045f7463700377656206646e737265630373766307636c7573746572056c6f63616c00002100010000000400240000006400500377656206646e737265630373766307636c7573746572056c6f63616c000377656206646e737265630373766307636c7573746572056c6f63616c00000100010000000400040a60643200002904d0000000000000',
  '123485030001000000010001066e6f7375636806646e737265630373766307636c7573746572056c6f63616c000001000107636c7573746572056c6f63616c0000060001000000050044026e7303646e7307636c7573746572056c6f63616c000a686f73746d617374657207636c7573746572056c6f63616c006b01455c00001c2000000708000151800000000500002904d0000000000000',
  '123485000001000100000000076f75747369646506646e737265630373766307636c7573746572056c6f63616c0000050001076f75747369646506646e737265630373766307636c7573746572056c6f63616c000005000100000005001203777777076578616d706c65047465737400',
];

test('recorded answers are read and written again byte for byte', () => {
  const messages = RECORDED.map((hex) => decodeMessage(Buffer.from(hex, 'hex')));
  expect(messages[0]?.answers).toEqual([
    {
      name: '_http._tcp.web.dnsrec.svc.cluster.local.',
      type: RECORD_TYPES.SRV,
      class: 1,
      ttl: 4,
      data: { kind: 'service', priority: 0, weight: 100, port: 80, target: 'web.dnsrec.svc.cluster.local.' },
    },
  ]);
  expect(messages[1]?.code).toBe(3);
  const written = messages.map((message) =>
    Buffer.from(encodeMessage(message, 1232, { compress: false })).toString('hex'),
  );
  expect(written).toEqual(RECORDED);
});

test('names are compressed; what does not fit is truncated', () => {
  const query = queryMessage(7, 'web.example', RECORD_TYPES.A);
  const answers = Array.from({ length: 40 }, (_, index) => addressRecord('web.example.', 30, `10.0.0.${index}`));
  const response = { ...responseTo(query, 0), answers };
  expect(encodeMessage(response)).toHaveLength(29 + 40 * 16);
  expect(decodeMessage(encodeMessage(response))).toEqual(response);
  expect(decodeMessage(encodeMessage(response, 512))).toEqual({ ...response, truncated: true, answers: [] });
});

test('what is no message is refused', () => {
  const looped = Buffer.from('000700000001000000000000c00c00010001', 'hex');
  for (const bytes of [new Uint8Array(0), Buffer.from('0007', 'hex'), looped]) {
    expect(() => decodeMessage(bytes)).toThrow(DnsFormatError);
  }
});
