import { bufferNamed, goToArgument, listBuffers, switchBuffer } from './buffers.ts';
import { edit, nameFile, quit, quitAll, read, shellCommand, write, writeAll } from './ex-files.ts';
import { globalCommand, normal } from './ex-global.ts';
import { copyLines, deleteLines, join, moveLines, putLines, retab, shift, sortLines, yankLines } from './ex-lines.ts';
import { listJumps, listMarks, listRegisters, printLines, showHelp } from './ex-lists.ts';
import type { ExRange } from './ex-ranges.ts';
import { setCommand } from './ex-set.ts';
import { substitute } from './ex-substitute.ts';
import { keysOf } from './registers.ts';
import { redo, undo } from './undo-commands.ts';
import { type Vim, VimError } from './vim.ts';

/** One ex command as it was typed. */
export interface ExCommand {
  readonly name: string;
  readonly bang: boolean;
  readonly argument: string;
  readonly range: ExRange;
}

export type ExFunction = (vim: Vim, command: ExCommand) => void | Promise<void>;

interface ExEntry {
  /** The whole name, with the part that may be left out in brackets: `w[rite]`. */
  readonly names: string;
  readonly run: ExFunction;
  /** A `|` belongs to the argument. */
  readonly takesBar?: boolean;
  /** Anything behind it is a mistake. */
  readonly alone?: boolean;
}

const nothing: ExFunction = () => {};

const ENTRIES: readonly ExEntry[] = [
  { names: 'w[rite]', run: write },
  { names: 'q[uit]', run: (vim, { bang }) => quit(vim, bang), alone: true },
  {
    names: 'wq',
    run: async (vim, command) => {
      await write(vim, command);
      quit(vim, command.bang);
    },
  },
  {
    names: 'x[it]',
    run: async (vim, command) => {
      if (vim.text.modified || command.argument !== '') await write(vim, command);
      quit(vim, command.bang);
    },
  },
  { names: 'exi[t]', run: (vim, command) => findEx('x')!.run(vim, command) },
  { names: 'qa[ll]', run: (vim, { bang }) => quitAll(vim, bang), alone: true },
  { names: 'quita[ll]', run: (vim, { bang }) => quitAll(vim, bang), alone: true },
  { names: 'cq[uit]', run: (vim) => vim.leaveWith(1) },
  { names: 'wa[ll]', run: (vim, { bang }) => writeAll(vim, bang), alone: true },
  ...['wqa[ll]', 'xa[ll]'].map((names) => ({
    names,
    run: (vim: Vim, { bang }: ExCommand) => {
      writeAll(vim, bang);
      quitAll(vim, bang);
    },
  })),
  { names: 'up[date]', run: (vim, command) => (vim.text.modified ? write(vim, command) : undefined) },
  {
    names: 'sav[eas]',
    run: async (vim, command) => {
      await write(vim, { ...command, range: { first: 0, last: vim.lastRow, given: 0 } });
      vim.buffer.name = command.argument;
      vim.text.savedTick = vim.text.tick;
    },
  },
  { names: 'e[dit]', run: edit },
  { names: 'r[ead]', run: read, takesBar: true },
  { names: '!', run: shellCommand, takesBar: true },
  { names: 'f[ile]', run: nameFile },
  { names: 'n[ext]', run: (vim, { bang }) => goToArgument(vim, 1, bang) },
  {
    names: 'wn[ext]',
    run: async (vim, command) => {
      await write(vim, command);
      goToArgument(vim, 1, command.bang);
    },
  },
  ...['N[ext]', 'prev[ious]'].map((names) => ({
    names,
    run: (vim: Vim, { bang }: ExCommand) => goToArgument(vim, -1, bang),
  })),
  ...['rew[ind]', 'fir[st]', 'bf[irst]', 'br[ewind]'].map((names) => ({
    names,
    run: (vim: Vim, { bang }: ExCommand) => switchBuffer(vim, vim.buffers[0]!, bang),
  })),
  ...['la[st]', 'bl[ast]'].map((names) => ({
    names,
    run: (vim: Vim, { bang }: ExCommand) => switchBuffer(vim, vim.buffers.at(-1)!, bang),
  })),
  ...['bn[ext]', 'bp[revious]', 'bN[ext]'].map((names) => ({
    names,
    run: (vim: Vim, { bang }: ExCommand) => {
      const step = names.startsWith('bn') ? 1 : vim.buffers.length - 1;
      switchBuffer(vim, vim.buffers[(vim.argumentIndex + step) % vim.buffers.length]!, bang);
    },
  })),
  {
    names: 'b[uffer]',
    run: (vim, { argument, bang }) => {
      const found = vim.buffers.filter(
        (buffer) => String(buffer.number) === argument || buffer.name.includes(argument),
      );
      if (argument === '#' && vim.alternate) return switchBuffer(vim, vim.alternate, bang);
      if (found.length === 0)
        throw new VimError(
          /^\d+$/.test(argument) ? `E86: Buffer ${argument} does not exist` : `E94: No matching buffer for ${argument}`,
        );
      switchBuffer(vim, found[0]!, bang);
    },
  },
  { names: 'ls', run: (vim) => vim.screen.page(vim, [':ls', ...listBuffers(vim)]) },
  { names: 'buffers', run: (vim) => vim.screen.page(vim, [':buffers', ...listBuffers(vim)]) },
  { names: 'files', run: (vim) => vim.screen.page(vim, [':files', ...listBuffers(vim)]) },
  {
    names: 'ar[gs]',
    run: (vim, { argument }) => {
      if (argument !== '') {
        const [first] = argument.split(/\s+/).map((name) => bufferNamed(vim, name));
        return switchBuffer(vim, first!, false);
      }
      vim.say(vim.buffers.map((one) => (one === vim.buffer ? `[${one.name}]` : one.name)).join(' '));
    },
  },
  { names: 'd[elete]', run: deleteLines },
  { names: 'y[ank]', run: yankLines },
  { names: 'pu[t]', run: putLines },
  { names: 't', run: copyLines },
  { names: 'co[py]', run: copyLines },
  { names: 'm[ove]', run: moveLines },
  { names: 'j[oin]', run: join },
  { names: '>', run: shift },
  { names: '<', run: shift },
  { names: 'sor[t]', run: sortLines },
  { names: 'ret[ab]', run: retab },
  { names: 's[ubstitute]', run: (vim, { range, argument }) => substitute(vim, range, argument) },
  { names: '&', run: (vim, { range, argument }) => substitute(vim, range, argument) },
  { names: 'g[lobal]', run: globalCommand, takesBar: true },
  { names: 'v[global]', run: globalCommand, takesBar: true },
  { names: 'norm[al]', run: normal, takesBar: true },
  { names: 'p[rint]', run: (vim, command) => printLines(vim, command, false) },
  { names: 'P[rint]', run: (vim, command) => printLines(vim, command, false) },
  { names: 'nu[mber]', run: (vim, command) => printLines(vim, command, true) },
  { names: '#', run: (vim, command) => printLines(vim, command, true) },
  { names: 'l[ist]', run: (vim, command) => printLines(vim, command, false) },
  { names: '=', run: (vim, { range }) => vim.say(String(range.given === 0 ? vim.text.lines.length : range.last + 1)) },
  {
    names: 'k',
    run: (vim, { argument, range }) => void vim.text.marks.set(argument.trim(), { row: range.last, column: 0 }),
  },
  {
    names: 'ma[rk]',
    run: (vim, { argument, range }) => void vim.text.marks.set(argument.trim(), { row: range.last, column: 0 }),
  },
  { names: 'se[t]', run: setCommand },
  { names: 'setl[ocal]', run: setCommand },
  { names: 'noh[lsearch]', run: (vim) => vim.hideMatches(), alone: true },
  { names: 'u[ndo]', run: (vim) => undo(vim, 1) },
  { names: 'red[o]', run: (vim) => redo(vim, 1), alone: true },
  { names: 'reg[isters]', run: listRegisters },
  { names: 'di[splay]', run: listRegisters },
  { names: 'marks', run: listMarks },
  { names: 'ju[mps]', run: listJumps },
  { names: 'h[elp]', run: showHelp },
  { names: 'st[op]', run: (vim) => vim.screen.suspend(vim) },
  { names: 'sus[pend]', run: (vim) => vim.screen.suspend(vim) },
  { names: 'ec[ho]', run: (vim, { argument }) => vim.say(argument.replace(/^(["'])(.*)\1$/, '$2')) },
  { names: '@', run: (vim, { argument }) => void vim.queue.feed(`:${keysOf(vim, argument || vim.lastMacro)}`) },
  ...'sy[ntax] filet[ype] au[tocmd] aug[roup] hi[ghlight] colo[rscheme] let unl[et] no[remap] map nm[ap] nn[oremap] im[ap] ino[remap] vm[ap] vn[oremap] vno[remap] cno[remap] ru[ntime] sil[ent] if el[se] en[dif] sp[lit] vs[plit] ve[rsion] so[urce] pa[ckadd] scripte[ncoding] redr[aw] do[autocmd] com[mand] fu[nction] endf[unction] cal[l] exe[cute] retu[rn]'
    .split(' ')
    .map((names) => ({ names, run: nothing, takesBar: true })),
];

/** The entry for a name that may be short for it. */
export function findEx(name: string): ExEntry | undefined {
  return ENTRIES.find(({ names }) => {
    const [must = '', rest = ''] = names.replace(']', '').split('[');
    return name.startsWith(must) && (must + rest).startsWith(name) && name.length >= must.length;
  });
}
