import { readRange } from './ex-ranges.ts';
import { type ExCommand, findEx } from './ex-table.ts';
import { firstNonBlank } from './positions.ts';
import { type Vim, VimError } from './vim.ts';

const MAX_DEPTH = 50;
let depth = 0;

/** Runs one line of ex commands, divided by `|`. */
export async function runExLine(vim: Vim, line: string, typed = false): Promise<void> {
  if (depth >= MAX_DEPTH) throw new VimError('E169: Command too recursive');
  depth++;
  try {
    let rest: string | undefined = line;
    while (rest !== undefined && vim.exitCode === null) rest = await runFirst(vim, rest, typed);
  } finally {
    depth--;
  }
}

/** Runs the first command of a line; gives what stands behind its `|`. */
async function runFirst(vim: Vim, line: string, typed: boolean): Promise<string | undefined> {
  const text = line.replace(/^[\s:]+/, '');
  if (text === '' || text.startsWith('"')) return undefined;
  const { range, rest } = readRange(vim, text);
  if (rest === '' || rest.startsWith('|')) {
    if (range.given > 0) goTo(vim, range.last);
    return rest === '' ? undefined : rest.slice(1);
  }
  const { name, bang, behind } = commandName(rest);
  const entry = findEx(name);
  if (name === '' || !entry) throw new VimError(`E492: Not an editor command: ${text}`);
  const divided = entry.takesBar ? { argument: behind, next: undefined } : divide(behind, name);
  if (entry.alone && divided.argument.trim() !== '')
    throw new VimError(`E488: Trailing characters: ${divided.argument.trim()}`);
  const command: ExCommand = {
    name,
    bang,
    argument: argumentOf(name, divided.argument),
    range: checked(vim, range, name),
  };
  if (typed && /^[dgvsmty]|^(norm|j|sor|r|ret|co|pu)|^[<>!&]/.test(name)) vim.beginStep();
  await entry.run(vim, command);
  return divided.next;
}

function argumentOf(name: string, text: string): string {
  return /^(norm|g|v|s$|su|&)/.test(name) ? text.replace(/^\s/, '') : text.trim();
}

function goTo(vim: Vim, row: number): void {
  if (row > vim.lastRow && vim.inGlobal) throw new VimError('E16: Invalid range');
  const bounded = Math.max(0, Math.min(row, vim.lastRow));
  vim.rememberJump();
  vim.moveTo(bounded, firstNonBlank(vim.text.line(bounded)));
}

function checked(vim: Vim, range: ExCommand['range'], name: string): ExCommand['range'] {
  const { first, last, given } = range;
  if (first > last && given === 2) return { first: last, last: first, given };
  if (last > vim.lastRow || first > vim.lastRow) throw new VimError('E16: Invalid range');
  const mayBeZero = /^(r|re|pu|t|co|m|k|=)/.test(name);
  return { first: mayBeZero ? first : Math.max(0, first), last: mayBeZero ? last : Math.max(0, last), given };
}

function commandName(text: string): { name: string; bang: boolean; behind: string } {
  const special = /^(>+|<+|[!&#=@])/.exec(text);
  if (special) {
    const name = /^[<>]/.test(special[0]) ? special[0][0]! : special[0];
    return { name, bang: false, behind: text.slice(name.length) };
  }
  // `:s/a/b/`, `:g/a/p`, `:k` and `:d` with a letter: the name ends where no letter follows.
  const [whole = '', name = ''] = /^(k(?=[a-zA-Z]$)|[a-zA-Z]+)/.exec(text) ?? [];
  const isShortSubstitute = /^s[cegiInp#lr&]+$/.test(name) && !findEx(name);
  if (isShortSubstitute) return { name: 's', bang: false, behind: text.slice(1) };
  const isDelete = /^d[lp]?$/.test(name);
  const bang = text[whole.length] === '!';
  return { name: isDelete ? 'd' : name, bang, behind: text.slice(whole.length + (bang ? 1 : 0)) };
}

/** The argument up to a `|` that is not escaped. */
function divide(text: string, name: string): { argument: string; next: string | undefined } {
  const isSubstitute = /^(s|su\w*|&)$/.test(name);
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' || text[at] === '\x16') at++;
    else if (text[at] === '|' && !(isSubstitute && isInsidePattern(text, at)))
      return { argument: text.slice(0, at), next: text.slice(at + 1) };
  }
  return { argument: text, next: undefined };
}

/** True before the third sign of `/pattern/replacement/`. */
function isInsidePattern(text: string, at: number): boolean {
  const sign = text[0];
  if (!sign || /[\w\s]/.test(sign)) return false;
  let signs = 0;
  for (let index = 0; index < at; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === sign) signs++;
  }
  return signs < 3;
}
