import { posix } from 'node:path';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { askPager } from './pager-line.ts';
import { waitForEnd } from './pager-moves.ts';
import { pagerPlace } from './pager-prompt.ts';
import { withoutColours } from './pager-rows.ts';
import { compileSearch, goToMatch, searchStart } from './pager-search.ts';
import type { PagerState } from './pager-state.ts';
import { toggleOption } from './pager-toggles.ts';

/** What comes of a command: the pager leaves. */
export type Outcome = 'leave' | undefined;

/** `/`, `?` and `&`. */
export async function searchCommand(state: PagerState, sign: string, count: number): Promise<Outcome> {
  const { view, options } = state;
  const flags = new Set<string>();
  const takesSign = (given: string) => {
    if (!(sign === '&' ? '!\x12' : '!*@\x0b\x12').includes(given) || given === '') return false;
    if (!flags.delete(given)) flags.add(given);
    return true;
  };
  const told = () =>
    (flags.has('!') ? 'Non-match ' : '') +
    (flags.has('*') ? 'EOF-ignore ' : '') +
    (flags.has('@') ? 'First-file ' : '') +
    sign;
  const answer = await askPager(state.typing, view, told, { history: state.searched, takesSign });
  if (answer === null) return undefined;
  if (sign === '&') {
    filterLines(state, answer, flags.has('!'));
    return undefined;
  }
  const text = answer;
  const pattern = text === '' ? (state.search?.pattern ?? null) : compileSearch(text, options);
  if (!pattern) {
    state.tell(text === '' ? 'No previous regular expression' : 'Invalid pattern');
    return undefined;
  }
  state.search = { pattern, backwards: sign === '?', inverted: flags.has('!') };
  view.pattern = flags.has('!') ? null : pattern;
  view.highlights = true;
  if (flags.has('@') && state.files.at > 0) state.goToFile(0, 1);
  const start = flags.has('@') ? 0 : searchStart(view, sign === '?', text === '');
  await findFrom(state, state.search.backwards, count, start, flags.has('*'));
  return undefined;
}

async function findFrom(
  state: PagerState,
  backwards: boolean,
  count: number,
  from: number,
  acrossFiles = false,
): Promise<void> {
  const search = { ...state.search!, backwards };
  await waitForEnd(state);
  const { top } = state.view;
  if (goToMatch(state.view, search, count, from)) {
    state.before = top;
    return;
  }
  const step = backwards ? -1 : 1;
  for (let at = state.files.at + step; acrossFiles && state.files.names[at] !== undefined; at += step) {
    if (!state.goToFile(at, step)) break;
    if (goToMatch(state.view, search, count, backwards ? state.view.source.lines.length - 1 : 0)) return;
  }
  state.tell('Pattern not found');
}

/** `n` and `N`. */
export async function searchAgain(state: PagerState, opposite: boolean, count: number): Promise<Outcome> {
  if (!state.search) {
    state.tell('No previous regular expression');
    return undefined;
  }
  const backwards = state.search.backwards !== opposite;
  state.view.highlights = true;
  await findFrom(state, backwards, count, searchStart(state.view, backwards, true));
  return undefined;
}

function filterLines(state: PagerState, text: string, inverted: boolean): void {
  const { view, options } = state;
  const pattern = text === '' ? null : compileSearch(text, options);
  if (text !== '' && !pattern) return state.tell('Invalid pattern');
  view.filter = pattern && ((line) => pattern.matcher(withoutColours(line)).find() !== inverted);
  view.isSquished = false;
  view.relayout();
}

/** `-` and `_`. */
export async function optionCommand(state: PagerState, sign: string): Promise<Outcome> {
  const { view, options } = state;
  await view.paint(sign, 1);
  const letter = await state.typing.character();
  if (letter === null) return undefined;
  if (letter === 'x' || letter === 'j' || letter === '#' || letter === 'z') return valueOption(state, letter);
  if (letter === '?') {
    state.tell('Use "h" for help');
    return undefined;
  }
  const told = letter === sign ? null : toggleOption(options, letter, sign === '-');
  state.tell(told ?? `There is no -${letter} option`);
  const { rows } = view;
  if (told && sign === '-' && 'NSRsJ'.includes(letter))
    state.afterMessage = () => rows === view.rows && view.relayout();
  return undefined;
}

const VALUE_PROMPTS: Readonly<Record<string, string>> = {
  x: 'Tab stops: ',
  j: 'Target line: ',
  '#': 'Horizontal shift: ',
  z: 'Scroll window size: ',
};

async function valueOption(state: PagerState, letter: string): Promise<Outcome> {
  const { options, view } = state;
  const answer = await askPager(state.typing, view, () => VALUE_PROMPTS[letter]!);
  const value = Number.parseInt(answer ?? '', 10);
  if (Number.isNaN(value)) return undefined;
  if (letter === 'x') {
    options.tabstop = Math.max(1, value);
    view.relayout();
    return undefined;
  }
  if (letter === 'j') options.targetRow = Math.max(0, value - 1);
  else if (letter === '#') options.shift = Math.max(0, value);
  else state.window = Math.max(0, value);
  state.tell(
    {
      j: `Position target at screen line ${value}`,
      '#': `Horizontal shift ${value} columns`,
      z: `Scroll window size is ${value} lines`,
    }[letter]!,
  );
  state.afterMessage = () => view.relayout();
  return undefined;
}

/** `m` and `'`. */
export async function markCommand(state: PagerState, sign: string): Promise<Outcome> {
  const { view, marks } = state;
  const prompt = sign === 'm' ? 'set mark: ' : 'goto mark: ';
  await view.paint(prompt, prompt.length);
  const name = await state.typing.character();
  if (name === null) return undefined;
  const { rows } = view.rows;
  if (sign === 'm') {
    marks.set(name, { name: view.source.name, line: rows[Math.max(0, view.top)]?.line ?? 0 });
    return undefined;
  }
  const { top } = view;
  if (name === "'") view.top = state.before;
  else if (name === '^') view.jumpToRow(0);
  else if (name === '$') view.jumpToEnd();
  else {
    const mark = marks.get(name);
    if (!mark) {
      state.tell('Mark not set');
      return undefined;
    }
    view.jumpToRow(view.rows.rowOfLine(mark.line));
  }
  state.before = top;
  return undefined;
}

/** `:n`, `:p`, `:e` … */
export async function colonCommand(state: PagerState, count: number): Promise<Outcome> {
  const { files, view } = state;
  await view.paint(' :', 2);
  const letter = await state.typing.character();
  if (letter === null) return undefined;
  const commands: Record<string, () => Outcome | Promise<Outcome>> = {
    n: () => moveFile(state, count),
    p: () => moveFile(state, -count),
    x: () => goTo(state, 0),
    d: () => {
      if (files.names.length < 2) return undefined;
      files.forget();
      return goTo(state, Math.min(files.at, files.names.length - 1));
    },
    f: () => tellPlace(state),
    e: async () => {
      const name = await askPager(state.typing, view, () => 'Examine: ');
      if (name === null || name.trim() === '') return undefined;
      const before = files.at;
      const at = files.add(name.trim());
      if (at === before) return undefined;
      return goTo(state, at);
    },
    q: () => 'leave',
    Q: () => 'leave',
  };
  return commands[letter]?.();
}

function moveFile(state: PagerState, by: number): Outcome {
  const to = state.files.at + by;
  if (to >= state.files.names.length) state.tell('No next file');
  else if (to < 0) state.tell('No previous file');
  else state.goToFile(to, by < 0 ? -1 : 1);
  return undefined;
}

function goTo(state: PagerState, at: number): Outcome {
  if (at !== state.files.at || state.files.names[at] !== state.view.source.name) state.goToFile(at, 1);
  return undefined;
}

export function tellPlace(state: PagerState): Outcome {
  state.tell(pagerPlace(state.place()));
  return undefined;
}

/** `s`: what came through a pipe goes to a file. */
export async function saveCommand(state: PagerState): Promise<Outcome> {
  const { source } = state.view;
  if (source.isFile) {
    state.tell('Input is not a pipe');
    return undefined;
  }
  const name = await askPager(state.typing, state.view, () => 'log file: ');
  if (name === null || name === '') return undefined;
  try {
    const path = posix.resolve(state.process.workingDirectory, name);
    state.process.machine.files.write(path, Buffer.from(source.lines.map((line) => `${line}\n`).join('')));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    state.tell(`Cannot write to "${name}"`);
  }
  return undefined;
}
