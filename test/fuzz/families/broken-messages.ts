import type { Random } from '../../../cluster/machinery/random.ts';
import type { FuzzedKind } from '../fuzzed-kinds.ts';
import { chunkedBytes, type FuzzInput, httpBytes } from '../input.ts';
import { mutateBytes } from '../mutate-bytes.ts';
import { nastyString, pick } from '../nasty-values.ts';

const METHODS = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'CONNECT',
  'TRACE',
  'PROPFIND',
  'get',
  'FROBNICATE',
];
const HEADERS: readonly (readonly [string, string])[] = [
  ['Content-Length', '99999999999'],
  ['Content-Length', '-1'],
  ['Content-Length', '5'],
  ['Content-Length', 'abc'],
  ['Transfer-Encoding', 'chunked'],
  ['Transfer-Encoding', 'gzip, chunked'],
  ['Content-Encoding', 'gzip'],
  ['Expect', '100-continue'],
  ['Expect', 'nonsense'],
  ['Authorization', 'Bearer wrong'],
  ['Authorization', 'Basic YTpi'],
  ['Authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ['Authorization', `Bearer ${'x.'.repeat(3000)}`],
  ['Authorization', ''],
  ['Impersonate-User', 'bob'],
  ['Impersonate-User', 'system:serviceaccount:fuzz:default'],
  ['Impersonate-User', ''],
  ['Impersonate-Group', 'system:masters'],
  ['Impersonate-Uid', '1'],
  ['Impersonate-Extra-%zz', 'a'],
  ['Impersonate-Extra-', ''],
  ['X-Remote-User', 'root'],
  ['Upgrade', 'nonsense'],
  ['Range', 'bytes=0-1'],
  ['If-None-Match', '*'],
  ['Host', ''],
  ['Accept', ','.repeat(5000)],
  ['X-Long', 'y'.repeat(20_000)],
  ['User-Agent', 'Mozilla/5.0 \xff'],
  ['Kubectl-Session', '\x7f'],
];

/** HTTP messages that are wrong as such: bytes changed, cut off, chunked badly, with contradicting headers. */
export function brokenMessage(random: Random, kinds: readonly FuzzedKind[]): FuzzInput {
  const kind = pick(random, kinds);
  const body = Buffer.from(JSON.stringify(kind.valid(`message-${random.suffix(4)}`)));
  const message = {
    method: 'POST',
    target: kind.collection,
    headers: { 'Content-Type': 'application/json' } as Record<string, string>,
    body,
  };
  return { family: 'broken message', bytes: bytesOf(random, message), mayBeIncomplete: true, endless: false };
}

type Message = Parameters<typeof httpBytes>[0] & { readonly headers: Record<string, string> };

function bytesOf(random: Random, message: Message): Buffer {
  switch (random.integer(6)) {
    case 0:
      return mutateBytes(random, httpBytes(message));
    case 1:
      return mutateBytes(random, chunkedBytes(withoutLength(message), 1 + random.integer(5)));
    case 2:
      return chunkedBytes(withoutLength(message), 1 + random.integer(200));
    case 3: {
      const bytes = httpBytes(message);
      return bytes.subarray(0, random.integer(bytes.length));
    }
    case 4: {
      const [name, value] = pick(random, HEADERS);
      const method = pick(random, ['GET', 'POST', 'PUT', 'DELETE']);
      return httpBytes({ ...message, method, headers: { ...message.headers, [name]: value } });
    }
    default:
      return httpBytes({ ...message, method: pick(random, METHODS), target: targetOf(random, message.target) });
  }
}

function withoutLength(message: Message): Message {
  return { ...message, headers: { ...message.headers, 'Content-Length': '' } };
}

function targetOf(random: Random, target: string): string {
  const text = nastyString(random)
    .slice(0, 3000)
    .replace(/[\s\0]/g, '');
  return pick(random, [
    target,
    `${target}/${text}`,
    text,
    `/${text}`,
    `${target}?${text}=${text}`,
    `//${text}`,
    `/api/v1/${text}`,
  ]);
}
