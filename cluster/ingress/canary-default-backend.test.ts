import { expect, test } from 'vitest';
import { createWorld, ingress, rule } from './testing/ingress-world.ts';

const backend = (name: string) => ({ defaultBackend: { service: { name, port: { number: 80 } } } });
const canary = (annotations: Record<string, string>) =>
  ingress('new', backend('blue'), { canary: 'true', ...annotations });

test('the canary of a default backend takes over hosts that nobody has, and nothing else', async () => {
  const { get } = createWorld({
    services: { red: 1, blue: 1, shop: 1 },
    ingresses: [
      ingress('fallback', backend('red')),
      ingress('web', { rules: [rule('web.example', { '/shop': 'shop' })] }),
      canary({ 'canary-weight': '100' }),
    ],
  });
  expect((await get('nobody.example/x')).brief).toBe('200 blue-0 GET /x');
  expect((await get('web.example/shop')).brief).toBe('200 shop-0 GET /shop');
  expect((await get('web.example/other')).brief).toBe('404');
});

test('by header', async () => {
  const { get } = createWorld({
    ingresses: [ingress('fallback', backend('red')), canary({ 'canary-by-header': 'X-New' })],
  });
  expect((await get('nobody.example/')).brief).toBe('200 red-0 GET /');
  expect((await get('nobody.example/', ['X-New: always'])).brief).toBe('200 blue-0 GET /');
});
