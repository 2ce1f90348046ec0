import type { ForCommand } from '../parser/ast.ts';
import { expandWords } from './expand.ts';
import { readLine } from './read-line.ts';
import type { Shell } from './shell.ts';
import { traceLine } from './trace.ts';

/** `select`: asks with a menu until the end of input or `break`. `iterate` and `inLoop` are those of all loops. */
export async function runSelect(
  shell: Shell,
  command: ForCommand,
  head: string,
  iterate: (body: () => Promise<number>) => Promise<boolean>,
  inLoop: (loop: () => Promise<void>) => Promise<number>,
): Promise<number> {
  const values = command.words ? await expandWords(shell, command.words) : [...shell.positional];
  await traceLine(shell, head);
  if (values.length === 0) return 0;
  const menu = menuText(values, Number(shell.variables.get('COLUMNS') ?? 80) || 80);
  return inLoop(async () => {
    for (let shows = true; ; ) {
      await shell.write(2, (shows ? menu : '') + (shell.variables.get('PS3') ?? '#? '));
      const line = await readLine(shell, 0);
      if (line === null) {
        await shell.write(1, '\n');
        shell.status = 1;
        break;
      }
      shows = line === '';
      if (shows) continue;
      shell.variables.set('REPLY', line);
      shell.variables.set(command.name, /^\s*[0-9]+\s*$/.test(line) ? (values[Number(line) - 1] ?? '') : '');
      if (!(await iterate(() => shell.evaluator.run(shell, command.body)))) break;
    }
  });
}

/** Down the columns, as many as fit (print_select_list of bash's execute_cmd.c). */
function menuText(values: readonly string[], width: number): string {
  const longest = Math.max(...values.map((value) => [...value].length));
  const digits = String(values.length).length;
  const column = longest + digits + 2 + 2;
  let columns = Math.max(1, Math.floor(width / column));
  let rows = Math.ceil(values.length / columns);
  columns = Math.ceil(values.length / rows);
  if (rows === 1) [rows, columns] = [columns, 1];
  let text = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    for (let index = row, position = 0; index < values.length; index += rows) {
      // The numbers of the first column take the room of its largest, the others of the list's largest.
      const room = index < rows ? String(rows).length : digits;
      const item = `${String(index + 1).padStart(room)}) ${values[index]}`;
      text += item;
      at = position + [...item].length;
      position += column;
      if (index + rows < values.length) text += indentation(at, position);
    }
    text += '\n';
  }
  return text;
}

/** From one position to another, with tabs where they reach. */
function indentation(from: number, to: number): string {
  let text = '';
  let at = from;
  while (at < to) {
    if (Math.floor(to / 8) > Math.floor(at / 8)) {
      text += '\t';
      at += 8 - (at % 8);
    } else {
      text += ' ';
      at++;
    }
  }
  return text;
}
