import type { Terminal } from '../../../cluster/machinery/terminal.ts';
import { CONTROL_CHARACTERS, SANE_ATTRIBUTES } from '../../../cluster/machinery/terminal-attributes.ts';

/** Rows of flags as stty(1) prints them; a group of delays shows the one that is set. */
const ROWS: readonly string[] = [
  'parenb parodd cmspar cs8 hupcl cstopb cread clocal crtscts',
  'ignbrk brkint ignpar parmrk inpck istrip inlcr igncr icrnl ixon ixoff iuclc ixany imaxbel iutf8',
  'opost olcuc ocrnl onlcr onocr onlret ofill ofdel nl0 cr0 tab0 bs0 vt0 ff0',
  'isig icanon iexten echo echoe echok echonl noflsh xcase tostop echoprt echoctl echoke flusho extproc',
];

export function describeCharacter(byte: number | null): string {
  if (byte === null) return '<undef>';
  if (byte === 127) return '^?';
  return byte < 32 ? `^${String.fromCharCode(byte + 64)}` : String.fromCharCode(byte);
}

/** Words filled into lines of the terminal's width. */
function fill(words: readonly string[], columns: number): string {
  let text = '';
  let width = 0;
  for (const word of words) {
    if (width > 0 && width + word.length + 1 > columns) {
      text += '\n';
      width = 0;
    }
    text += width > 0 ? ` ${word}` : word;
    width += (width > 0 ? 1 : 0) + word.length;
  }
  return `${text}\n`;
}

/** `stty -a`, in lines of so many columns. */
export function describeAll(terminal: Terminal, columns: number): string {
  const { attributes } = terminal;
  const speed = `speed ${attributes.speed} baud; rows ${terminal.rows()}; columns ${terminal.columns()}; line = 0;`;
  const characters = [
    ...CONTROL_CHARACTERS.map((name) => `${name} = ${describeCharacter(attributes.characters[name])};`),
    `min = ${attributes.min};`,
    `time = ${attributes.time};`,
  ];
  const flags = ROWS.map((row) =>
    fill(
      row.split(' ').map((name) => (attributes.flags.has(name) ? name : `-${name}`)),
      columns,
    ),
  );
  return `${fill([speed], columns)}${fill(characters, columns)}${flags.join('')}`;
}

/** `stty`: the speed and what is not as `stty sane` makes it. */
export function describeChanged(terminal: Terminal): string {
  const { attributes } = terminal;
  const changed = CONTROL_CHARACTERS.filter(
    (name) => attributes.characters[name] !== SANE_ATTRIBUTES.characters[name],
  ).map((name) => `${name} = ${describeCharacter(attributes.characters[name])};`);
  const flags = ROWS.flatMap((row) =>
    row.split(' ').flatMap((name) => {
      const on = attributes.flags.has(name);
      return on === SANE_ATTRIBUTES.flags.has(name) ? [] : [on ? name : `-${name}`];
    }),
  );
  const rows = [changed, flags]
    .filter((words) => words.length > 0)
    .map((words) => fill(words, terminal.columns() || 80));
  return `speed ${attributes.speed} baud; line = 0;\n${rows.join('')}`;
}
