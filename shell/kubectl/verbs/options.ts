import { GLOBAL_FLAGS } from '../command-line/flag-table.ts';
import { optionLines } from '../help.ts';
import type { Verb } from '../verb.ts';

export const options: Verb = {
  name: 'options',
  usage: 'options',
  flags: {},
  run: async (session) => {
    const { help: _help, ...flags } = GLOBAL_FLAGS;
    await session.print(`The following options can be passed to any command:\n\n${optionLines(flags).join('\n')}\n`);
    return 0;
  },
};
