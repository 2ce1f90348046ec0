import type { Process } from '../../../cluster/machinery/machine.ts';

/** Files within files (MAX_INCLUDE_DEPTH). */
const DEPTH_LIMIT = 16;

/** A file of commands, what it includes in its place; null when it cannot be read. */
export function readCommandFile(process: Process, path: string, depth = 0): string | null {
  const { machine } = process;
  const full = path.startsWith('/') ? path : `${process.workingDirectory.replace(/\/$/, '')}/${path}`;
  let text: string;
  try {
    text = Buffer.from(machine.files.read(full)).toString();
  } catch {
    return null;
  }
  if (depth >= DEPTH_LIMIT) return text;
  return text.replace(/^[ \t]*include[ \t]+"([^"\n]+)"[ \t]*;?[ \t]*$/gm, (line, name: string) => {
    return readCommandFile(process, name, depth + 1) ?? line;
  });
}
