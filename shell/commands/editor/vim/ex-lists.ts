import type { ExCommand } from './ex-table.ts';
import { firstNonBlank } from './positions.ts';
import type { Vim } from './vim.ts';

/** `:p`, `:nu` of lines. */
export async function printLines(vim: Vim, { range, name }: ExCommand, withNumbers: boolean): Promise<void> {
  const { first, last } = range;
  const numbers = withNumbers || vim.options.number;
  const width = Math.max(3, String(vim.text.lines.length).length);
  const lines = vim.text.lines.slice(first, last + 1).map((line, at) => {
    const shown = name.startsWith('l') ? `${line.replaceAll('\t', '^I')}$` : line;
    return (numbers ? `${String(first + at + 1).padStart(width)} ` : '') + shown;
  });
  vim.moveTo(last, firstNonBlank(vim.text.line(last)));
  if (vim.screen.collect) vim.screen.collect.push(...lines);
  else if (lines.length === 1) vim.say(lines[0]!);
  else await vim.screen.page(vim, lines, true);
}

export async function listRegisters(vim: Vim, { argument }: ExCommand): Promise<void> {
  const order = '"0123456789-abcdefghijklmnopqrstuvwxyz';
  const rows: string[] = [];
  for (const name of order) {
    const register = vim.registers.get(name);
    if (!register || (argument !== '' && !argument.includes(name))) continue;
    const text = register.lines.join('^J') + (register.kind === 'lines' ? '^J' : '');
    const kind = { characters: 'c', lines: 'l', block: 'b' }[register.kind];
    rows.push(
      `  ${kind}  "${name}   ${text.replace(/[\x00-\x1f]/g, (one) => `^${String.fromCharCode(one.charCodeAt(0) + 64)}`)}`,
    );
  }
  const further: [string, string | undefined][] = [
    [':', vim.histories[':']!.at(-2)],
    ['%', vim.buffer.name || undefined],
    ['/', vim.search?.pattern],
  ];
  for (const [name, text] of further)
    if (text !== undefined && (argument === '' || argument.includes(name))) rows.push(`  c  "${name}   ${text}`);
  const width = vim.screen.columns - 1;
  await vim.screen.page(vim, [
    `:${vim.histories[':']!.at(-1) ?? ''}`,
    'Type Name Content',
    ...rows.map((row) => row.slice(0, width)),
  ]);
}

export async function listMarks(vim: Vim): Promise<void> {
  const rows = [...vim.text.marks]
    .filter(([name]) => /^[a-zA-Z'[\]^.]$/.test(name))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([name, { row, column }]) =>
        ` ${name}${String(row + 1).padStart(7)}${String(column).padStart(5)} ${vim.text.line(row).trimStart()}`,
    );
  await vim.screen.page(vim, [':marks', 'mark line  col file/text', ...rows]);
}

export async function listJumps(vim: Vim): Promise<void> {
  const rows = vim.jumps.map(
    ({ row, column }, at) =>
      `${String(vim.jumps.length - at).padStart(4)} ${String(row + 1).padStart(5)} ${String(column).padStart(4)} ${vim.text.line(row).trimStart()}`,
  );
  await vim.screen.page(vim, [':jumps', ' jump line  col file/text', ...rows, '>']);
}

const HELP = [
  'Move:    h j k l  w b e  0 ^ $  gg G  { }  %  f t ; ,  Ctrl-D Ctrl-U',
  'Insert:  i a I A o O, then Esc',
  'Change:  d c y with a motion, dd cc yy, x r J ~ p P, u Ctrl-R, .',
  'Select:  v V Ctrl-V',
  'Search:  / ? n N * #     :%s/old/new/g',
  'Leave:   :w :q :wq :q!',
];

export async function showHelp(vim: Vim): Promise<void> {
  await vim.screen.page(vim, HELP);
}
