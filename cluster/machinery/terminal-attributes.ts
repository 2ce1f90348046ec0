/** termios(3) by the names that stty(1) prints. */
export const CONTROL_CHARACTERS = [
  'intr',
  'quit',
  'erase',
  'kill',
  'eof',
  'eol',
  'eol2',
  'swtch',
  'start',
  'stop',
  'susp',
  'rprnt',
  'werase',
  'lnext',
  'discard',
] as const;

export type ControlCharacter = (typeof CONTROL_CHARACTERS)[number];

/** How a terminal treats what is typed and printed. Frozen: a change makes another one. */
export interface TerminalAttributes {
  /** Names of the flags that are on, e.g. `icanon`. */
  readonly flags: ReadonlySet<string>;
  /** The byte of each special character; null where it is undefined. */
  readonly characters: Readonly<Record<ControlCharacter, number | null>>;
  /** Bits per second. */
  readonly speed: number;
  readonly min: number;
  readonly time: number;
}

/** A new terminal's. */
export const SANE_ATTRIBUTES: TerminalAttributes = {
  flags: new Set([
    'cs8',
    'cread',
    'icrnl',
    'ixon',
    'iutf8',
    'opost',
    'onlcr',
    'nl0',
    'cr0',
    'tab0',
    'bs0',
    'vt0',
    'ff0',
    'isig',
    'icanon',
    'iexten',
    'echo',
    'echoe',
    'echok',
    'echoctl',
    'echoke',
  ]),
  characters: {
    intr: 3,
    quit: 28,
    erase: 127,
    kill: 21,
    eof: 4,
    eol: null,
    eol2: null,
    swtch: null,
    start: 17,
    stop: 19,
    susp: 26,
    rprnt: 18,
    werase: 23,
    lnext: 22,
    discard: 15,
  },
  speed: 38400,
  min: 1,
  time: 0,
};

/** The same with these flags on and those off. */
export function withFlags(
  attributes: TerminalAttributes,
  on: readonly string[],
  off: readonly string[],
): TerminalAttributes {
  const flags = new Set(attributes.flags);
  for (const name of on) flags.add(name);
  for (const name of off) flags.delete(name);
  return { ...attributes, flags };
}
