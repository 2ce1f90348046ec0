import type { Program } from '../../../cluster/machinery/machine.ts';
import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import {
  CONTROL_CHARACTERS,
  type ControlCharacter,
  SANE_ATTRIBUTES,
  type TerminalAttributes,
  withFlags,
} from '../../../cluster/machinery/terminal-attributes.ts';
import { describeAll, describeChanged } from './stty-report.ts';

/** Names of flags that can be turned on, and off with a `-` before. */
const FLAGS = new Set(
  (
    'parenb parodd cmspar hupcl cstopb cread clocal crtscts ignbrk brkint ignpar parmrk inpck istrip inlcr igncr icrnl ' +
    'ixon ixoff iuclc ixany imaxbel iutf8 opost olcuc ocrnl onlcr onocr onlret ofill ofdel isig icanon iexten echo ' +
    'echoe echok echonl noflsh xcase tostop echoprt echoctl echoke flusho extproc'
  ).split(' '),
);

/** Settings that stand for several (stty(1), "Combination settings"). */
const COMBINATIONS: Readonly<Record<string, (before: TerminalAttributes) => TerminalAttributes>> = {
  sane: (before) => ({ ...SANE_ATTRIBUTES, speed: before.speed }),
  raw: (before) =>
    withFlags(
      before,
      [],
      'ignbrk brkint ignpar parmrk inpck istrip inlcr igncr icrnl ixon ixoff icanon opost isig iuclc ixany imaxbel xcase'.split(
        ' ',
      ),
    ),
  '-raw': (before) => withFlags(before, 'brkint ignpar istrip icrnl ixon opost isig icanon'.split(' '), []),
  cooked: (before) => withFlags(before, 'brkint ignpar istrip icrnl ixon opost isig icanon'.split(' '), []),
  '-cooked': (before) => COMBINATIONS['raw']!(before),
  cbreak: (before) => withFlags(before, [], ['icanon']),
  '-cbreak': (before) => withFlags(before, ['icanon'], []),
  nl: (before) => withFlags(before, [], ['icrnl', 'onlcr']),
  '-nl': (before) => withFlags(before, ['icrnl', 'onlcr'], ['inlcr', 'igncr', 'ocrnl', 'onlret']),
  crt: (before) => withFlags(before, ['echoe', 'echoctl', 'echoke'], []),
  ek: (before) => ({ ...before, characters: { ...before.characters, erase: 127, kill: 21 } }),
};

/** Shows and changes how a terminal treats what is typed. */
export const stty: Program = async (process) => {
  const { terminal } = process;
  const complain = async (message: string) => {
    await process.stderr.write(Buffer.from(`stty: ${message}\n`));
    return 1;
  };
  const args = process.args.slice(1).filter((arg) => !/^(-F.*|--file=.*)$/.test(arg));
  if (args.includes('--help')) {
    await process.stdout.write(
      Buffer.from(
        'Usage: stty [-F DEVICE | --file=DEVICE] [SETTING]...\n   or: stty [-a|--all]\n   or: stty [-g|--save]\n',
      ),
    );
    return 0;
  }
  if (!terminal || !process.stdinIsTerminal) return complain("'standard input': Inappropriate ioctl for device");
  const [first] = args;
  const show = async (text: string) => {
    await process.stdout.write(Buffer.from(text));
    return 0;
  };
  if (first === undefined) return show(describeChanged(terminal));
  if (first === '-a' || first === '--all')
    return show(describeAll(terminal, process.stdoutIsTerminal ? terminal.columns() : 80));
  if (first === '-g' || first === '--save') return show(`${savedForm(terminal.attributes)}\n`);
  if (first === 'size') return show(`${terminal.rows()} ${terminal.columns()}\n`);
  if (first === 'speed') return show(`${terminal.attributes.speed}\n`);
  for (let at = 0; at < args.length; at++) {
    const taken = change(terminal, args[at]!, args[at + 1]);
    if (typeof taken === 'string') return complain(`${taken}\nTry 'stty --help' for more information.`);
    at += taken;
  }
  return 0;
};

/** Applies one setting; gives how many further arguments it took, or what is wrong. */
function change(terminal: Terminal, setting: string, value: string | undefined): number | string {
  const { attributes } = terminal;
  const combination = COMBINATIONS[setting];
  const name = setting.replace(/^-/, '');
  if (combination) terminal.setAttributes(combination(attributes));
  else if (FLAGS.has(name)) {
    const off = setting.startsWith('-');
    terminal.setAttributes(withFlags(attributes, off ? [] : [name], off ? [name] : []));
  } else if (isControlCharacter(setting)) {
    if (value === undefined) return `missing argument to '${setting}'`;
    const byte = parseCharacter(value);
    if (byte === undefined) return `invalid integer argument: '${value}'`;
    terminal.setAttributes({ ...attributes, characters: { ...attributes.characters, [setting]: byte } });
    return 1;
  } else if (['rows', 'cols', 'columns', 'min', 'time', 'ispeed', 'ospeed'].includes(setting)) {
    if (value === undefined) return `missing argument to '${setting}'`;
    if (!/^\d{1,5}$/.test(value)) return `invalid integer argument: '${value}'`;
    setNumber(terminal, setting, Number(value));
    return 1;
  } else if (/^(cs[5-8]|line|(nl|cr|bs|vt|ff)[01]|tab[0-3]|\d+)$/.test(setting)) return 0;
  else if (setting.includes(':')) return restore(terminal, setting);
  else return `invalid argument '${setting}'`;
  return 0;
}

function setNumber(terminal: Terminal, setting: string, value: number): void {
  const { attributes } = terminal;
  if (setting === 'rows') terminal.setSize(terminal.columns(), value);
  else if (setting.startsWith('col')) terminal.setSize(value, terminal.rows());
  else if (setting === 'min' || setting === 'time') terminal.setAttributes({ ...attributes, [setting]: value & 255 });
  else terminal.setAttributes({ ...attributes, speed: value });
}

function isControlCharacter(name: string): name is ControlCharacter {
  return CONTROL_CHARACTERS.some((known) => known === name);
}

/** `^C`, `undef`, `^-`, a character or its number; undefined for anything else. */
function parseCharacter(text: string): number | null | undefined {
  if (text === 'undef' || text === '^-' || text === '') return null;
  if (text === '^?') return 127;
  if (/^\^.$/.test(text)) return text.toUpperCase().charCodeAt(1) & 31;
  if (text.length === 1) return text.charCodeAt(0);
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 && number < 256 ? number : undefined;
}

/** `-g`: flags, then characters, in a form that only this command reads. */
function savedForm({ flags, characters }: TerminalAttributes): string {
  const names = [...FLAGS];
  let bits = 0n;
  for (const [at, name] of names.entries()) if (flags.has(name)) bits |= 1n << BigInt(at);
  const bytes = CONTROL_CHARACTERS.map((name) => (characters[name] ?? 0).toString(16));
  return [bits.toString(16), ...bytes].join(':');
}

function restore(terminal: Terminal, saved: string): number | string {
  const [bits = '', ...bytes] = saved.split(':');
  if (!/^[0-9a-f]{1,16}$/.test(bits) || bytes.length !== CONTROL_CHARACTERS.length)
    return `invalid argument '${saved}'`;
  const names = [...FLAGS];
  const value = BigInt(`0x${bits}`);
  const isOn = (at: number) => ((value >> BigInt(at)) & 1n) === 1n;
  const { attributes } = terminal;
  const characters = { ...attributes.characters };
  for (const [at, name] of CONTROL_CHARACTERS.entries()) {
    const byte = Number.parseInt(bytes[at]!, 16);
    characters[name] = byte > 0 && byte < 256 ? byte : null;
  }
  const on = names.filter((_, at) => isOn(at));
  terminal.setAttributes({
    ...withFlags(
      attributes,
      on,
      names.filter((_, at) => !isOn(at)),
    ),
    characters,
  });
  return 0;
}
