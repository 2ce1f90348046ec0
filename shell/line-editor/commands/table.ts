import type { CommandTable } from '../editing.ts';
import { CHANGE_COMMANDS } from './changing.ts';
import { COMPLETION_COMMANDS } from './completing.ts';
import { ENTERING_COMMANDS } from './entering.ts';
import { HISTORY_COMMANDS } from './history.ts';
import { KILL_COMMANDS } from './killing.ts';
import { MOVEMENT_COMMANDS } from './movement.ts';
import { VI_COMMANDS } from './vi.ts';

/** What each named command of the line editor does. */
export const COMMANDS: CommandTable = {
  ...MOVEMENT_COMMANDS,
  ...CHANGE_COMMANDS,
  ...KILL_COMMANDS,
  ...HISTORY_COMMANDS,
  ...ENTERING_COMMANDS,
  ...COMPLETION_COMMANDS,
  ...VI_COMMANDS,
};
