import { type Vim, VimError } from './vim.ts';
import { emptyBuffer, type VimBuffer } from './vim-buffer.ts';
import { loadBuffer, readMessage } from './vim-files.ts';

/** Shows another buffer; unless forced, a changed one is not left. */
export function switchBuffer(vim: Vim, buffer: VimBuffer, forced: boolean): void {
  if (buffer === vim.buffer) return;
  if (vim.text.modified && !forced) throw new VimError('E37: No write since last change (add ! to override)');
  vim.buffer.cursor = vim.cursor;
  // Without 'hidden' a buffer that is left is read again when it comes back.
  vim.buffer.loaded = false;
  vim.alternate = vim.buffer;
  vim.buffer = buffer;
  vim.argumentIndex = Math.max(0, vim.buffers.indexOf(buffer));
  if (!buffer.loaded) vim.say(loadBuffer(vim.process, buffer));
  else {
    const { lines } = buffer.text;
    const bytes = Buffer.byteLength(`${lines.join('\n')}\n`);
    vim.say(
      readMessage(
        buffer.name,
        { lines, bytes, endsWithNewline: true, hasCarriageReturns: false },
        buffer.readOnly,
      ).replace(
        / (\d+)L, .*/,
        ` line ${buffer.cursor.row + 1} of $1 --${Math.floor(((buffer.cursor.row + 1) * 100) / lines.length)}%-- col ${buffer.cursor.column + 1}`,
      ),
    );
  }
  vim.moveTo(buffer.cursor.row, buffer.cursor.column);
  vim.screen.topRow = 0;
}

export function bufferNamed(vim: Vim, name: string): VimBuffer {
  const known = vim.buffers.find((buffer) => buffer.name === name);
  if (known) return known;
  const made = emptyBuffer(Math.max(0, ...vim.buffers.map(({ number }) => number)) + 1, name);
  vim.buffers.push(made);
  return made;
}

/** `:n`, `:N`: through the files of the command line. */
export function goToArgument(vim: Vim, step: number, forced: boolean): void {
  const next = vim.argumentIndex + step;
  if (vim.buffers.length === 1) throw new VimError('E163: There is only one file to edit');
  if (next >= vim.buffers.length) throw new VimError('E165: Cannot go beyond last file');
  if (next < 0) throw new VimError('E164: Cannot go before first file');
  switchBuffer(vim, vim.buffers[next]!, forced);
  vim.argumentIndex = next;
}

/** `:ls`. */
export function listBuffers(vim: Vim): string[] {
  return vim.buffers.map((buffer) => {
    const current = buffer === vim.buffer;
    const sign = current ? '%' : buffer === vim.alternate ? '#' : ' ';
    const state = current ? 'a' : buffer.loaded ? 'h' : ' ';
    const changed = buffer.text.modified ? '+' : ' ';
    const name = `"${buffer.name === '' ? '[No Name]' : buffer.name}"`;
    const row = current ? vim.cursor.row + 1 : buffer.loaded ? buffer.cursor.row + 1 : 0;
    return `${String(buffer.number).padStart(3)} ${sign}${state}${buffer.readOnly ? '=' : ' '}${changed} ${name.padEnd(30)} line ${row}`;
  });
}
