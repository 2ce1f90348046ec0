import { switchBuffer } from './buffers.ts';
import { runExLine } from './ex-line.ts';
import { fileInformation } from './file-messages.ts';
import { KEY } from './keys.ts';
import { ordered } from './positions.ts';
import { type Prefix, readKey } from './prefix.ts';
import { putText } from './put.ts';
import { keysOf } from './registers.ts';
import { type Vim, VimError } from './vim.ts';

/** Marks, macros and what concerns the whole editor. */
export async function otherCommand(vim: Vim, keys: string, { count }: Prefix): Promise<void> {
  const commands: Record<string, () => void | Promise<void>> = {
    m: () => setMark(vim),
    q: () => record(vim),
    '@': () => runMacro(vim, count ?? 1),
    ZZ: () => runExLine(vim, 'x'),
    [KEY.paste]: () => pasteText(vim),
    ZQ: () => runExLine(vim, 'q!'),
    gv: () => selectAgain(vim),
    '\x07': () => vim.say(fileInformation(vim)),
    'g\x07': () => vim.say(fileInformation(vim)),
    '\x0f': () => goToJump(vim, -(count ?? 1)),
    '\t': () => goToJump(vim, count ?? 1),
    '\x1e': () => {
      if (!vim.alternate) throw new VimError('E23: No alternate file');
      switchBuffer(vim, vim.alternate, false);
    },
    '\x1a': () => vim.screen.suspend(vim),
    '\x03': () => vim.say('Type  :qa  and press <Enter> to exit Vim'),
    '\x1b': () => {},
    K: () => {
      throw new VimError();
    },
  };
  const command = commands[keys];
  if (!command) throw new VimError();
  await command();
}

/** What the terminal pastes goes in before the cursor as it is. */
function pasteText(vim: Vim): void {
  const text = vim.screen.takePasted();
  if (text)
    putText(vim, { kind: 'characters', lines: text.split('\n') }, { count: 1, behind: false, endsBehind: true });
}

async function setMark(vim: Vim): Promise<void> {
  const name = await readKey(vim);
  if (!/^[a-zA-Z'`<>[\]]$/.test(name)) throw new VimError();
  vim.text.marks.set(name === '`' ? "'" : name, vim.cursor);
}

async function record(vim: Vim): Promise<void> {
  if (vim.recording !== '') {
    const keys = vim.queue.recorded ?? [];
    const name = vim.recording;
    const text = keys.slice(0, -1).join('');
    const before = /[A-Z]/.test(name) ? (vim.registers.get(name.toLowerCase())?.lines.join('\n') ?? '') : '';
    vim.registers.set(name.toLowerCase(), { kind: 'characters', lines: (before + text).split('\n') });
    vim.queue.recorded = null;
    vim.recording = '';
    vim.say('');
    return;
  }
  const name = await readKey(vim);
  if (!/^[a-zA-Z0-9"]$/.test(name)) throw new VimError();
  vim.recording = name;
  vim.queue.recorded = [];
  vim.say('');
}

async function runMacro(vim: Vim, count: number): Promise<void> {
  let name = await readKey(vim);
  if (name === '@') name = vim.lastMacro;
  if (name === '') throw new VimError('E748: No previously used register');
  const keys = keysOf(vim, name);
  vim.lastMacro = name;
  for (let left = Math.min(count, 1000); left > 0; left--)
    if (!vim.queue.feed(keys)) throw new VimError('E169: Command too recursive');
}

function selectAgain(vim: Vim): void {
  const last = vim.lastVisual;
  if (!last) throw new VimError();
  const [start, end] = ordered(last.start, last.end);
  vim.visual = { kind: last.kind, start };
  if (last.toLineEnds) vim.visual.toLineEnds = true;
  vim.moveTo(end.row, end.column);
  vim.screen.showsMode = true;
  vim.say('');
}

function goToJump(vim: Vim, step: number): void {
  if (step < 0 && vim.jumpAt === vim.jumps.length) {
    const at = vim.jumps.length;
    vim.rememberJump();
    vim.jumpAt = Math.min(at, vim.jumps.length - 1);
  }
  const next = vim.jumpAt + step;
  const place = vim.jumps[next];
  if (!place) throw new VimError();
  vim.jumpAt = next;
  vim.moveTo(place.row, place.column);
}
