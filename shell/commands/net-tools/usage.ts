import type { Program } from '../../../cluster/machinery/machine.ts';
import { type Call, type CommandLine, defineCommand } from '../everyday/define.ts';

/** What the programs of net-tools exit with after a wrong option (E_USAGE of their version.h). */
export const USAGE_STATUS = 3;

/** A program of net-tools: after a mistake it prints its usage. */
export function defineNetTool(line: CommandLine, run: (call: Call) => Promise<number | undefined>): Program {
  return defineCommand({ ...line, usageAfterMistake: true, usageStatus: USAGE_STATUS }, run);
}
