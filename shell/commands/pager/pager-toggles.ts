import { defaultOptions, type PagerOptions } from './pager-options.ts';

type Values = { readonly [Name in keyof PagerOptions]?: readonly PagerOptions[Name][] };

interface Toggle {
  readonly values: Values;
  /** What is said of each of them. */
  readonly told: readonly string[];
}

const two = (values: Values, on: string, off: string): Toggle => ({ values, told: [off, on] });

const TOGGLES: Readonly<Record<string, Toggle>> = {
  N: two({ numbers: [false, true] }, 'Constantly display line numbers', "Don't use line numbers"),
  S: two({ cut: [false, true] }, 'Chop long lines', 'Fold long lines'),
  i: two({ ignoresCase: ['no', 'unless capitals'] }, 'Ignore case in searches', 'Case is significant in searches'),
  I: two(
    { ignoresCase: ['no', 'always'] },
    'Ignore case in searches and in patterns',
    'Case is significant in searches',
  ),
  R: two(
    { colours: [false, true] },
    'Display ANSI sequences directly, other control characters as ^X',
    'Display control characters as ^X',
  ),
  s: two({ squeezes: [false, true] }, 'Squeeze multiple blank lines', 'Display all blank lines'),
  J: two({ marksLines: [false, true] }, 'Display a status column', "Don't display a status column"),
  G: two(
    { highlights: [true, false] },
    "Don't highlight matches for previous search pattern",
    'Highlight all matches for previous search pattern',
  ),
  e: {
    values: { leavesAtEnd: ['no', 'second', 'first'] },
    told: ["Don't quit at end-of-file", 'Quit at end-of-file', 'Quit immediately at end-of-file'],
  },
  m: { values: { prompt: ['short', 'medium', 'long'] }, told: ['Short prompt', 'Medium prompt', 'Long prompt'] },
  '~': two({ tildes: [true, false] }, "Don't show tildes after end of file", 'Show tildes after end of file'),
  F: two(
    { leavesWhenShort: [false, true] },
    'Quit if entire file fits on first screen',
    "Don't quit if end-of-file on first screen",
  ),
};

/** Changes an option while the pager runs, or only asks for it; gives what is told. */
export function toggleOption(options: PagerOptions, letter: string, changes: boolean): string | null {
  if (letter === 'Q') return changes ? 'Never ring the bell' : 'Ring the bell for errors AND at eof/bof';
  if (letter === 'n') return toggleOption(options, 'N', changes);
  const toggle = TOGGLES[letter];
  if (!toggle) return null;
  const [name, values] = Object.entries(toggle.values)[0] as [keyof PagerOptions, readonly unknown[]];
  const now = values.indexOf(options[name]);
  const next = changes ? (now === 1 || (now < 0 && values.length === 2) ? 0 : 1) : Math.max(0, now);
  if (changes) Object.assign(options, { [name]: values[next] ?? defaultOptions(false)[name] });
  if (letter === 'N' && !changes && next === 0) return 'Use line numbers';
  return toggle.told[next]!;
}
