import { expect, test } from 'vitest';
import { CorefileError, parseCorefile } from './corefile.ts';
import { DEFAULT_COREFILE } from './default-corefile.ts';

test('a Corefile is read into its server blocks', () => {
  const blocks = parseCorefile(`stub.local:1053 {\n  forward . 10.0.0.1 # there\n}\n${DEFAULT_COREFILE}`, 'Corefile');
  expect(blocks.map(({ zones, port }) => ({ zones, port }))).toEqual([
    { zones: ['stub.local.'], port: 1053 },
    { zones: ['.'], port: 53 },
  ]);
  expect(blocks[0]?.directives).toEqual([{ name: 'forward', args: ['.', '10.0.0.1'], block: [] }]);
  expect(blocks[1]?.directives.find(({ name }) => name === 'kubernetes')).toEqual({
    name: 'kubernetes',
    args: ['cluster.local', 'in-addr.arpa', 'ip6.arpa'],
    block: [
      ['pods', 'insecure'],
      ['fallthrough', 'in-addr.arpa', 'ip6.arpa'],
      ['ttl', '30'],
    ],
  });
});

test.each([
  ['.:53 {\n  errors\n  nosuch\n}\n', "Corefile:3 - Error during parsing: Unknown directive 'nosuch'"],
  ['.:53 {\n  errors\n', "Corefile:2 - Error during parsing: Unexpected EOF, expecting '}'"],
])('what is wrong with %j', (text, message) => {
  expect(() => parseCorefile(text, 'Corefile')).toThrow(new CorefileError(message));
});
