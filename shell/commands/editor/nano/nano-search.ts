import type { RE2JS } from 're2js';
import { compilePosix, ExpressionError } from '../../../tools/posix-expression.ts';
import { ask, askYesOrNo } from './nano-prompt.ts';
import type { MenuItem } from './nano-screen.ts';
import type { NanoState } from './nano-state.ts';

const searchMenu = (replaces: boolean): readonly MenuItem[] => [
  ['^G', 'Help'],
  ['^C', 'Cancel'],
  ['M-C', 'Case Sens'],
  ['M-R', 'Reg.exp.'],
  ['M-B', 'Backwards'],
  ['^R', replaces ? 'No Replace' : 'Replace'],
  ['^P', 'Older'],
  ['^N', 'Newer'],
  ...(replaces ? [] : [['^T', 'Go To Line'] as const]),
];

interface Found {
  readonly row: number;
  readonly start: number;
  readonly end: number;
}

function compile({ search }: NanoState): RE2JS | null {
  const escaped = search.regular ? search.text : search.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  try {
    return compilePosix(escaped, { extended: true, ignoreCase: !search.caseSensitive });
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}

function matchesIn(line: string, pattern: RE2JS): { start: number; end: number }[] {
  const matcher = pattern.matcher(line);
  const found: { start: number; end: number }[] = [];
  while (found.length < 10_000 && matcher.find()) found.push({ start: matcher.start(), end: matcher.end() });
  return found;
}

/** The next match behind a place, around the end; `wrapped` when it went around. */
function nextMatch(
  state: NanoState,
  pattern: RE2JS,
  from: { row: number; column: number },
  backwards: boolean,
): (Found & { wrapped: boolean }) | null {
  const { lines } = state.text;
  for (let step = 0; step <= lines.length; step++) {
    const row = (from.row + (backwards ? -step : step) + lines.length * 2) % lines.length;
    const all = matchesIn(lines[row]!, pattern);
    const wanted =
      step === 0 ? all.filter(({ start }) => (backwards ? start < from.column : start > from.column)) : all;
    const match = backwards ? wanted.at(-1) : wanted[0];
    if (!match) continue;
    const wrapped = backwards ? row > from.row || step === lines.length : row < from.row || step === lines.length;
    return { row, ...match, wrapped };
  }
  return null;
}

/** Asks what to look for; null when it was cancelled. `other` when the question became another one. */
async function askPattern(state: NanoState, replaces: boolean): Promise<'go' | 'other' | 'line' | null> {
  const { search } = state;
  let became: 'other' | 'line' | null = null;
  const label = () =>
    `Search${search.caseSensitive ? ' [Case Sensitive]' : ''}${search.regular ? ' [Regexp]' : ''}` +
    `${search.backwards ? ' [Backwards]' : ''}${replaces ? ' (to replace)' : ''}` +
    `${search.text === '' ? '' : ` [${search.text}]`}: `;
  const answer = await ask(state, {
    label,
    menu: searchMenu(replaces),
    history: state.searched,
    press: (key) => {
      const name = key.toLowerCase();
      if (name === 'm-c') search.caseSensitive = !search.caseSensitive;
      else if (name === 'm-r') search.regular = !search.regular;
      else if (name === 'm-b') search.backwards = !search.backwards;
      else if (name === 'c-r' || name === 'c-\\' || name === 'c-t') {
        became = name === 'c-t' ? 'line' : 'other';
        return 'end';
      }
      return true;
    },
  });
  if (answer === null) return became;
  if (answer !== '') search.text = answer;
  if (search.text !== '') return 'go';
  state.say('Cancelled');
  return null;
}

/** `^W` and `^Q`. */
export async function whereIs(state: NanoState, backwards: boolean, goToLine: () => Promise<void>): Promise<void> {
  state.search.backwards = backwards;
  const answer = await askPattern(state, false);
  if (answer === 'other') return replace(state);
  if (answer === 'line') return goToLine();
  if (answer === 'go') findNext(state, state.search.backwards);
}

/** `M-W` and `M-Q`. */
export function findNext(state: NanoState, backwards: boolean): void {
  const { search, text } = state;
  state.say('');
  if (search.text === '') return state.say('No current search pattern');
  const pattern = compile(state);
  if (!pattern) return state.say(`Bad regex "${search.text}"`);
  const found = nextMatch(state, pattern, { row: text.row, column: text.column }, backwards);
  if (!found) return state.say(`"${search.text}" not found`);
  const isSame = found.row === text.row && found.start === text.column;
  if (isSame) state.say('This is the only occurrence');
  else if (found.wrapped) state.say('Search Wrapped');
  text.moveTo(found.row, found.start);
  state.center();
}

/** `^\`. */
export async function replace(state: NanoState): Promise<void> {
  if (state.refuses()) return;
  const answer = await askPattern(state, true);
  if (answer === 'other') return whereIs(state, false, async () => {});
  if (answer !== 'go') return;
  const replacement = await ask(state, {
    label: () => 'Replace with: ',
    menu: [
      ['^G', 'Help'],
      ['^C', 'Cancel'],
      ['^P', 'Older'],
      ['^N', 'Newer'],
    ],
    history: state.searched,
  });
  if (replacement === null) return;
  const pattern = compile(state);
  if (!pattern) return state.say(`Bad regex "${state.search.text}"`);
  await replaceMatches(state, pattern, replacement);
}

async function replaceMatches(state: NanoState, pattern: RE2JS, replacement: string): Promise<void> {
  const { text } = state;
  const start = { row: text.row, column: text.column };
  let [count, all, hasFound] = [0, false, false];
  let from = { row: text.row, column: text.column - 1 };
  let hasWrapped = false;
  for (;;) {
    const found = nextMatch(state, pattern, from, state.search.backwards);
    if (!found) break;
    hasWrapped ||= found.wrapped;
    const isPast = found.row > start.row || (found.row === start.row && found.start >= start.column);
    if (hasWrapped && isPast) break;
    hasFound = true;
    text.moveTo(found.row, found.start);
    state.center();
    const choice = all ? 'a' : await askYesOrNo(state, 'Replace this instance?', true);
    if (choice === null) break;
    all ||= choice === 'a';
    from = { row: found.row, column: Math.max(found.start, found.end - 1) };
    if (choice === 'n') continue;
    text.edit('replacement', () => {
      const line = text.line;
      text.setLine(found.row, line.slice(0, found.start) + replacement + line.slice(found.end));
    });
    from = { row: found.row, column: found.start + replacement.length - 1 };
    count++;
  }
  text.moveTo(start.row, start.column);
  if (!hasFound) state.say(`"${state.search.text}" not found`);
  else state.say(`Replaced ${count} ${count === 1 ? 'occurrence' : 'occurrences'}`);
}
