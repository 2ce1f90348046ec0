import type { Program } from '../../../cluster/machinery/machine.ts';
import { SANE_ATTRIBUTES } from '../../../cluster/machinery/terminal-attributes.ts';

/** Puts the terminal right again: its modes, its colours, an empty screen. */
export const reset: Program = async (process) => {
  const { terminal } = process;
  terminal?.setAttributes(SANE_ATTRIBUTES);
  await process.stderr.write(Buffer.from('\x1bc\x1b]104\x07\x1b[!p\x1b[?3;4l\x1b[4l\x1b>\r'));
  return 0;
};
