import type { Command } from './command.ts';

/** Every command of every machine, one line each, by name. */
export const COMMANDS: readonly Command[] = [];
