import type { Random } from '../../../cluster/machinery/random.ts';
import { type FuzzInput, httpBytes } from '../input.ts';
import { chance, pick } from '../nasty-values.ts';

const TARGETS = [
  '/api/v1/namespaces/fuzz/pods/base/exec?command=true&stdout=true',
  '/api/v1/namespaces/fuzz/pods/base/exec?command=sh&stdin=true&stdout=true&stderr=true&tty=true&container=web',
  '/api/v1/namespaces/fuzz/pods/base/exec',
  '/api/v1/namespaces/fuzz/pods/base/attach?stdout=true&container=nobody',
  '/api/v1/namespaces/fuzz/pods/base/portforward?ports=80',
  '/api/v1/namespaces/fuzz/pods/base/portforward?ports=99999',
  '/api/v1/namespaces/fuzz/pods/base/log?follow=true',
  '/api/v1/namespaces/fuzz/pods/base/proxy/',
  '/api/v1/namespaces/fuzz/services/base/proxy/',
  '/api/v1/namespaces/fuzz/services/https:base:http/proxy/a?b=c',
  '/api/v1/namespaces/fuzz/pods/nobody/exec?command=true',
  '/api/v1/nodes/base/proxy/pods',
  '/api/v1/pods?watch=true',
  '/api/v1/namespaces/fuzz/configmaps',
  '/apis/fuzz.example.com/v1/namespaces/fuzz/widgets?watch=1',
  '//',
];
const PROTOCOLS = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'channel.k8s.io',
  'base64.channel.k8s.io',
  'v4.base64.channel.k8s.io',
  'portforward.k8s.io',
  'SPDY/3.1+portforward.k8s.io',
  'nonsense',
  '',
];

/** WebSocket and SPDY upgrades where they belong and where not, and whatever frames come to mind afterwards. */
export function upgrade(random: Random): FuzzInput {
  const spdy = chance(random, 0.5);
  const protocol = pick(random, PROTOCOLS);
  const headers: Record<string, string> = {
    Connection: pick(random, ['Upgrade', 'upgrade, keep-alive', 'close']),
    Upgrade: spdy ? pick(random, ['SPDY/3.1', 'spdy/3.1', 'SPDY/9']) : pick(random, ['websocket', 'WebSocket', 'x']),
  };
  if (spdy) headers['X-Stream-Protocol-Version'] = protocol;
  else {
    headers['Sec-WebSocket-Version'] = pick(random, ['13', '13', '13', '99', '']);
    headers['Sec-WebSocket-Key'] = chance(random, 0.9) ? 'dGhlIHNhbXBsZSBub25jZQ==' : 'x';
    if (protocol) headers['Sec-WebSocket-Protocol'] = protocol;
  }
  return {
    family: 'upgrade',
    bytes: httpBytes({
      method: pick(random, ['GET', 'POST', 'GET', 'DELETE']),
      target: pick(random, TARGETS),
      headers,
    }),
    after: spdy ? spdyFrames(random) : webSocketFrames(random),
    mayBeIncomplete: true,
  };
}

function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.integer(256)));
}

function webSocketFrames(random: Random): Buffer {
  const frames = Array.from({ length: 1 + random.integer(4) }, () => {
    const payload = randomBytes(random, random.integer(40));
    const mask = randomBytes(random, 4);
    const masked = payload.map((byte, index) => byte ^ mask[index % 4]!);
    const opcode = pick(random, [1, 2, 2, 2, 8, 9, 10, 0, 3]);
    const length = chance(random, 0.1) ? 127 : payload.length;
    return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | length]), mask, masked]);
  });
  return chance(random, 0.2) ? randomBytes(random, random.integer(200)) : Buffer.concat(frames);
}

function spdyFrames(random: Random): Buffer {
  const frames = Array.from({ length: 1 + random.integer(4) }, () => {
    const payload = randomBytes(random, random.integer(30));
    const head = Buffer.alloc(8);
    if (chance(random, 0.7)) {
      head.writeUInt16BE(0x8003, 0);
      head.writeUInt16BE(1 + random.integer(10), 2);
    } else head.writeUInt32BE(random.integer(5), 0);
    head.writeUInt32BE(chance(random, 0.1) ? 0xff_ffff : payload.length, 4);
    head[4] = random.integer(4);
    return Buffer.concat([head, payload]);
  });
  return Buffer.concat(frames);
}
