import { CollectingWriter, readerOf } from '../../../cluster/machinery/byte-stream.ts';
import { runChild } from '../everyday/child.ts';
import { type Call, defineCommand } from '../everyday/define.ts';
import { sectionOf, summaryOf } from './summaries.ts';

const INDENT = '       ';
const WIDTH = 80;
const LONGEST_HELP = 256 * 1024;

/** man(1): pages made of what a command says of itself with `--help`. */
export const man = defineCommand(
  {
    name: 'man',
    usage: `Usage: man [OPTION...] [SECTION] PAGE...

  -f, --whatis    one line for each page
  -k, --apropos   pages whose line has a word
  -P, --pager=PAGER  another pager than less
  -?, --help      this text
  -V, --version   the version`,
    flags: 'fkaw?',
    values: 'PS',
    long: { whatis: 'f', apropos: 'k', pager: 'P', sections: 'S', all: 'a', path: 'w' },
    version: 'man 2.11.2',
  },
  async (call) => {
    if (call.has('f')) return whatisEach(call, call.operands);
    if (call.has('k')) return aproposEach(call, call.operands);
    const [first, ...others] = call.operands;
    const hasSection = first !== undefined && /^[1-9]$/.test(first) && others.length > 0;
    const names = hasSection ? others : call.operands;
    if (names.length === 0) {
      const section = first !== undefined && /^[1-9]$/.test(first) ? ` ${first}` : '';
      await call.print(section ? '' : "What manual page do you want?\nFor example, try 'man man'.\n");
      return 1;
    }
    for (const name of names) await onePage(call, name, hasSection ? first : undefined);
    return call.status;
  },
);

async function onePage(call: Call, name: string, section: string | undefined): Promise<void> {
  const { machine } = call.process;
  const isInstalled = machine.programs.find(name) !== undefined;
  if (!isInstalled || (section !== undefined && section !== String(sectionOf(name)))) {
    call.status = 16;
    const where = section === undefined ? '' : ` in section ${section}`;
    await call.process.stderr.write(Buffer.from(`No manual entry for ${name}${where}\n`));
    return;
  }
  const help = new CollectingWriter(LONGEST_HELP);
  await runChild(call.process, 'man', [name, '--help'], {
    stdin: readerOf(new Uint8Array()),
    stdout: help,
    stderr: help,
  });
  const columns = call.process.stdoutIsTerminal ? Math.min(call.process.terminal?.columns() ?? WIDTH, 120) : WIDTH;
  const text = page(name, help.text(), columns - 2);
  if (!call.process.stdoutIsTerminal || !machine.programs.find('less')) return call.print(text);
  await runChild(call.process, 'man', ['less'], { stdin: readerOf(Buffer.from(text)) });
}

function page(name: string, help: string, columns: number): string {
  const section = sectionOf(name);
  const title = `${name.toUpperCase()}(${section})`;
  const middle = section === 1 ? 'User Commands' : 'System Administration';
  const room = Math.max(2, columns - title.length * 2 - middle.length);
  const header = `${title}${' '.repeat(Math.floor(room / 2))}${middle}${' '.repeat(Math.ceil(room / 2))}${title}`;
  const lines = help.trimEnd().split('\n');
  const isUsage = (line: string) => /^\s*(usage:|or:)/i.test(line);
  const usage = lines
    .filter(isUsage)
    .map((line) => line.replace(/^\s*(usage:|or:)\s*/i, ''))
    .filter((line) => line !== '');
  const rest = lines
    .filter((line) => !isUsage(line))
    .join('\n')
    .replace(/^\n+/, '');
  const indented = (text: string) =>
    text
      .split('\n')
      .map((line) => (line === '' ? '' : INDENT + line))
      .join('\n');
  return `${header}

NAME
${INDENT}${name} - ${summaryOf(name) ?? 'a command of this machine'}

SYNOPSIS
${indented(usage.join('\n') || name)}

DESCRIPTION
${indented(rest)}
`;
}

async function whatisEach(call: Call, names: readonly string[]): Promise<number> {
  if (names.length === 0) return nothingAsked(call, 'whatis');
  for (const name of names) {
    const summary = call.process.machine.programs.find(name) && summaryOf(name);
    if (summary) await call.print(line(name, summary));
    else {
      call.status = 16;
      await call.process.stderr.write(Buffer.from(`${name}: nothing appropriate.\n`));
    }
  }
  return call.status;
}

async function aproposEach(call: Call, words: readonly string[]): Promise<number> {
  if (words.length === 0) return nothingAsked(call, 'apropos');
  for (const word of words) {
    const found = call.process.machine.programs
      .names()
      .filter(
        (name) => `${name} ${summaryOf(name) ?? ''}`.toLowerCase().includes(word.toLowerCase()) && summaryOf(name),
      );
    await call.print(found.map((name) => line(name, summaryOf(name)!)).join(''));
    if (found.length > 0) continue;
    call.status = 16;
    await call.process.stderr.write(Buffer.from(`${word}: nothing appropriate.\n`));
  }
  return call.status;
}

async function nothingAsked(call: Call, name: string): Promise<number> {
  await call.process.stderr.write(Buffer.from(`${name} what?\n`));
  return 1;
}

function line(name: string, summary: string): string {
  return `${`${name} (${sectionOf(name)})`.padEnd(20)} - ${summary}\n`;
}

/** whatis(1) */
export const whatis = defineCommand(
  {
    name: 'whatis',
    usage:
      'Usage: whatis [OPTION...] KEYWORD...\n\nOne line for each page.\n\n  -?, --help     this text\n  -V, --version  the version',
    version: 'whatis 2.11.2',
  },
  (call) => whatisEach(call, call.operands),
);

/** apropos(1) */
export const apropos = defineCommand(
  {
    name: 'apropos',
    usage:
      'Usage: apropos [OPTION...] KEYWORD...\n\nPages whose line has a word.\n\n  -?, --help     this text\n  -V, --version  the version',
    version: 'apropos 2.11.2',
  },
  (call) => aproposEach(call, call.operands),
);
