import { type Vim, VimError } from './vim.ts';

/** Text that was yanked or deleted: characters, whole lines or a block. */
export interface Register {
  readonly kind: 'characters' | 'lines' | 'block';
  readonly lines: readonly string[];
}

const NAMES = /^[a-zA-Z0-9"\-_+*:.%#/]$/;

export function isRegisterName(name: string): boolean {
  return NAMES.test(name);
}

/** What a register holds; undefined when it is empty. */
export function readRegister(vim: Vim, name: string): Register | undefined {
  const special: Record<string, () => string | undefined> = {
    '%': () => vim.buffer.name || undefined,
    '#': () => vim.alternate?.name,
    ':': () => vim.histories[':']!.at(-1),
    '/': () => vim.search?.pattern,
    '.': () => vim.lastInserted || undefined,
  };
  const read = special[name];
  if (read) {
    const text = read();
    return text === undefined ? undefined : { kind: 'characters', lines: text.split('\n') };
  }
  return vim.registers.get(/[+*]/.test(name) ? '"' : name.toLowerCase());
}

/** A yank: into its register, or `"` and `0`. */
export function yankInto(vim: Vim, name: string, register: Register): void {
  if (name === '_') return;
  store(vim, name, register);
  if (name === '') vim.registers.set('0', register);
}

/** A deletion: whole lines go through `1` to `9`, less than a line to `-`. */
export function deleteInto(vim: Vim, name: string, register: Register, isBig: boolean): void {
  if (name === '_') return;
  store(vim, name, register);
  const wholeLines = register.kind === 'lines' || register.lines.length > 1;
  if (wholeLines || isBig) {
    if (name !== '' && !isBig && register.kind !== 'lines') return;
    for (let number = 9; number > 1; number--) {
      const before = vim.registers.get(String(number - 1));
      if (before) vim.registers.set(String(number), before);
    }
    vim.registers.set('1', register);
  } else if (name === '') vim.registers.set('-', register);
}

function store(vim: Vim, name: string, register: Register): void {
  const lower = /[+*]/.test(name) ? '"' : name.toLowerCase();
  const before = name !== lower && /[A-Z]/.test(name) ? vim.registers.get(lower) : undefined;
  const stored = before ? appended(before, register) : register;
  if (lower !== '' && lower !== '"') vim.registers.set(lower, stored);
  vim.registers.set('"', stored);
}

function appended(before: Register, more: Register): Register {
  if (before.kind === 'lines' || more.kind === 'lines')
    return { kind: 'lines', lines: [...before.lines, ...more.lines] };
  const joined = before.lines.at(-1)! + more.lines[0]!;
  return { kind: before.kind, lines: [...before.lines.slice(0, -1), joined, ...more.lines.slice(1)] };
}

/** The keys that `@x` types. */
export function keysOf(vim: Vim, name: string): string {
  const register = readRegister(vim, name);
  if (!register) throw new VimError(name === ':' ? 'E30: No previous command line' : '');
  const text = register.lines.join('\n');
  return (register.kind === 'lines' || name === ':' ? `${text}\n` : text).replaceAll('\n', '\r');
}
