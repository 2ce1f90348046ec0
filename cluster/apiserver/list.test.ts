import { describe, expect, it } from 'vitest';
import type { Status } from '../machinery/kubernetes-object.ts';
import { CONFIG_MAPS, configMap, createFixture } from './api-server.fixture.ts';

interface Page {
  readonly metadata: {
    readonly continue?: string;
    readonly resourceVersion: string;
    readonly remainingItemCount?: number;
  };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

async function fixture(names: readonly string[]) {
  const { send, clock, api } = createFixture();
  for (const name of names) await send('POST', CONFIG_MAPS, configMap(name));
  const page = async (query: string) => (await send('GET', `${CONFIG_MAPS}?${query}`)).body as Page;
  const refusal = async (query: string) => {
    const { status, body } = await send('GET', `${CONFIG_MAPS}?${query}`);
    return `${status} ${(body as Status).reason}: ${(body as Status).message}`;
  };
  return { send, clock, api, page, refusal };
}

const namesOf = ({ items }: Page) => items.map(({ metadata }) => metadata.name);

describe('pages of a list', () => {
  it('show the moment of the first one', async () => {
    const { send, page } = await fixture(['a', 'b', 'c', 'd', 'e']);
    const first = await page('limit=2');
    expect([namesOf(first), first.metadata.remainingItemCount]).toEqual([['a', 'b'], 3]);
    await send('DELETE', `${CONFIG_MAPS}/c`);
    await send('POST', CONFIG_MAPS, configMap('bb'));
    const second = await page(`limit=2&continue=${first.metadata.continue}`);
    expect([namesOf(second), second.metadata.remainingItemCount]).toEqual([['c', 'd'], 1]);
    const last = await page(`limit=2&continue=${second.metadata.continue}`);
    expect([namesOf(last), last.metadata.continue]).toEqual([['e'], undefined]);
    expect(last.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it('expire, and offer to go on with the present', async () => {
    const { send, page, clock } = await fixture(['a', 'b', 'c']);
    const first = await page('limit=1');
    await send('POST', CONFIG_MAPS, configMap('aa'));
    await clock.advance(10 * 60_000);
    const { status, body } = await send('GET', `${CONFIG_MAPS}?limit=1&continue=${first.metadata.continue}`);
    expect([status, (body as Status).reason]).toEqual([410, 'Expired']);
    const token = (body as Status).metadata['continue'];
    expect(namesOf(await page(`continue=${token}`))).toEqual(['aa', 'b', 'c']);
  });

  it('do not count what selectors leave, and are not cut for resourceVersion 0', async () => {
    const { page } = await fixture(['a', 'b', 'c']);
    const { metadata } = await page('limit=1&labelSelector=!x');
    expect(metadata.remainingItemCount).toBeUndefined();
    expect(namesOf(await page('limit=1&resourceVersion=0'))).toEqual(['a', 'b', 'c']);
  });
});

it('an exact resourceVersion shows the past', async () => {
  const { page, send } = await fixture(['a']);
  const { resourceVersion } = (await page('')).metadata;
  await send('POST', CONFIG_MAPS, configMap('b'));
  const past = await page(`resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
  expect([namesOf(past), past.metadata.resourceVersion]).toEqual([['a'], resourceVersion]);
  expect(namesOf(await page(`resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`))).toEqual([
    'a',
    'b',
  ]);
});

it('refuses in the real words', async () => {
  const { refusal } = await fixture([]);
  const options = '422 Invalid: ListOptions.meta.k8s.io "" is invalid: ';
  expect(
    await Promise.all(['resourceVersionMatch=Exact', 'sendInitialEvents=true', 'continue=x.y'].map(refusal)),
  ).toEqual([
    `${options}resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided`,
    `${options}sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list`,
    '400 BadRequest: continue key is not valid: illegal base64 data at input byte 1',
  ]);
  expect(await refusal('resourceVersion=99999999')).toMatch(
    /^504 Timeout: Timeout: Too large resource version: 99999999, current: \d+$/,
  );
  expect(await refusal('fieldSelector=a.b=c')).toBe(
    '400 BadRequest: "a.b" is not a known field selector: only "metadata.name", "metadata.namespace"',
  );
});
