import type { Random } from '../../cluster/machinery/random.ts';
import { pick } from './nasty-values.ts';

const SPLICES = [
  '\0',
  '\r\n',
  '\r\n\r\n',
  '{',
  '}',
  '"',
  '\\u',
  '\\ud800',
  ',',
  '[',
  '\xff',
  '\t',
  '&a *a',
  '1e999',
  '-',
  'null',
];

/** Some bytes other than they were: flipped, removed, repeated, spliced in, or cut off. */
export function mutateBytes(random: Random, bytes: Buffer): Buffer {
  let result: Buffer = Buffer.from(bytes);
  const changes = 1 + random.integer(3);
  for (let change = 0; change < changes && result.length > 0; change++) result = changeOnce(random, result);
  return result;
}

function changeOnce(random: Random, bytes: Buffer): Buffer {
  const at = random.integer(bytes.length);
  const length = 1 + random.integer(Math.min(40, bytes.length - at));
  switch (random.integer(5)) {
    case 0:
      bytes[at] = bytes[at]! ^ (1 << random.integer(8));
      return bytes;
    case 1:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(random, SPLICES), 'latin1'), bytes.subarray(at)]);
    default:
      return bytes.subarray(0, at);
  }
}
