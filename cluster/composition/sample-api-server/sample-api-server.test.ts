import { expect, it } from 'vitest';
import { createApiServer } from '../../apiserver/api-server.ts';
import { SeededRandom } from '../../machinery/random.ts';
import { VirtualClock } from '../../machinery/virtual-clock.ts';
import { createSampleApiServer } from './sample-api-server.ts';

const ROOT = '/apis/wardle.example.com/v1alpha1';
const user = { name: 'somebody', groups: ['system:masters'] };

it('keeps flunders in namespaces of the main API server, but for names that a fischer forbids', async () => {
  const clock = new VirtualClock();
  const random = new SeededRandom(3);
  const main = createApiServer({ clock, random, authenticate: () => undefined, kubeletOf: () => undefined });
  const { transport } = await createSampleApiServer({ clock, random }, main);
  const create = async (path: string, kind: string, name: string, rest = {}) => {
    const body = { apiVersion: 'wardle.example.com/v1alpha1', kind, metadata: { name }, ...rest };
    const answer = await transport.send({ method: 'POST', path: ROOT + path, body, user, userAgent: 'test' });
    return [answer.status, (answer.body as { message?: string }).message];
  };
  expect(await create('/fischers', 'Fischer', 'nemo', { disallowedFlunders: ['bad'] })).toEqual([201, undefined]);
  expect(await create('/namespaces/default/flunders', 'Flunder', 'good')).toEqual([201, undefined]);
  expect(await create('/namespaces/default/flunders', 'Flunder', 'bad')).toEqual([
    403,
    'flunders.wardle.example.com "bad" is forbidden: this name may not be used, please change the resource name',
  ]);
  expect(await create('/namespaces/nowhere/flunders', 'Flunder', 'good')).toEqual([
    404,
    'namespaces "nowhere" not found',
  ]);
});
