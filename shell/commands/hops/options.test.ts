import { expect, test } from 'vitest';
import { readArguments } from './options.ts';

test('a URL may lack its scheme; where it begins and where counting begins are two things', () => {
  expect(readArguments(['red.example', '--start', 'lb', '--from', 'pod', 'shop/web', '-n', '5'])).toMatchObject({
    url: 'http://red.example',
    start: 'lb',
    from: 'pod/shop/web',
    count: 5,
  });
  expect(readArguments(['--from=lb', 'http://red/'])).toMatchObject({ start: 'lb', from: undefined });
  expect(readArguments(['--from', 'node', 'node3', 'http://red/'])).toMatchObject({ from: 'node/node3' });
});

test('the timeline of an object, with kubectl’s short names', () => {
  expect(readArguments(['--timeline'])).toMatchObject({ what: 'timeline', object: undefined });
  expect(readArguments(['--timeline', 'svc/hello', '-n', 'lb-demo'])).toMatchObject({
    object: 'service/lb-demo/hello',
  });
  expect(readArguments(['--timeline', 'hello'])).toBe('the timeline is of KIND/NAME, not "hello"');
});

test('what cannot be is said', () => {
  expect(readArguments([])).toBe('say which URL');
  expect(readArguments(['--sideways', 'http://red/'])).toBe('unknown option --sideways');
  expect(readArguments(['http://red/', '-n', '0'])).toBe('COUNT is 1 to 1000');
  expect(readArguments(['http://red/', '--from', 'moon'])).toBe(
    'a request begins at client, pod NS/NAME or node NAME, not "moon"',
  );
  expect(readArguments(['--help'])).toBe('');
});
