import { expect, test } from 'vitest';
import { parseFlags } from './flags.ts';

test('flags with values after a sign or a blank, switches and letters', () => {
  const flags = parseFlags(['--port', '80', '--name=a=b', '--close', '-d', '5s', 'rest'], ['close'], { d: 'duration' });
  expect([flags.number('port', 1), flags.text('name'), flags.isSet('close'), flags.text('duration')]).toEqual([
    80,
    'a=b',
    true,
    '5s',
  ]);
  expect([flags.operands, flags.number('other', 7), flags.isSet('other')]).toEqual([['rest'], 7, false]);
});
