import { historyWords } from '../line-editor/history-words.ts';
import { applyModifiers, type ModifierState } from './history-modifiers.ts';
import { chosenWords } from './history-word-designator.ts';

/** A line after history expansion. */
export type HistoryExpansion =
  | { readonly text: string /** `:p`: shown and remembered, not run. */; readonly isOnlyPrinted: boolean }
  | { readonly error: string };

/** What `!?text?` and `:s` remember, by the list of history they were used on. */
const states = new WeakMap<readonly string[], ModifierState>();

function stateOf(history: readonly string[]): ModifierState {
  let state = states.get(history);
  if (!state) {
    state = { substitution: null, searchedWord: '' };
    states.set(history, state);
  }
  return state;
}

class EventError extends Error {}

/**
 * `!!`, `!$`, `!n`, `!-n`, `!text`, `!?text?`, `!#` with word designators and modifiers, and `^old^new` (Bash Reference
 * Manual, 9.3). `base` is the number of the first line of the history.
 */
export function expandHistory(line: string, history: readonly string[], base = 1): HistoryExpansion {
  const quick = line.startsWith('^') ? `!!:s${line}` : line;
  if (!quick.includes('!')) return { text: line, isOnlyPrinted: false };
  try {
    return expandLine(quick, history, base);
  } catch (error) {
    if (error instanceof EventError) return { error: error.message };
    throw error;
  }
}

/** Expanded lines do not grow beyond. */
const LONGEST_EXPANSION = 65_536;

function expandLine(line: string, history: readonly string[], base: number): HistoryExpansion {
  let result = '';
  let quote = '';
  let isOnlyPrinted = false;
  for (let at = 0; at < line.length; ) {
    const char = line[at]!;
    if (char === '\\' && quote !== "'") {
      result += line.slice(at, at + 2);
      at += 2;
    } else if (char === "'" && quote === '') {
      const end = line.indexOf("'", at + 1);
      const next = end < 0 ? line.length : end + 1;
      result += line.slice(at, next);
      at = next;
    } else if (char === '!' && isEvent(line, at, quote)) {
      const expanded = expandEvent(line, at, result, history, base);
      result += expanded.text;
      isOnlyPrinted ||= expanded.isOnlyPrinted;
      at = expanded.end;
    } else {
      if (char === '"') quote = quote === '"' ? '' : '"';
      result += char;
      at++;
    }
    if (result.length > LONGEST_EXPANSION) return { text: line, isOnlyPrinted: false };
  }
  return { text: result, isOnlyPrinted };
}

/** Where a `!` is only an exclamation mark: before a blank, in `$!`, `[!`, `${!`, before a closing quote. */
function isEvent(line: string, at: number, quote: string): boolean {
  const next = line[at + 1];
  if (next === undefined || /[\s=(]/.test(next) || (quote === '"' && next === '"')) return false;
  const before = line[at - 1];
  if (before === '$' || (before === '{' && line[at - 2] === '$')) return false;
  return !(before === '[' && line.includes(']', at + 1));
}

interface ExpandedEvent {
  readonly text: string;
  readonly end: number;
  readonly isOnlyPrinted: boolean;
}

function expandEvent(
  line: string,
  start: number,
  soFar: string,
  history: readonly string[],
  base: number,
): ExpandedEvent {
  const state = stateOf(history);
  const event = eventAt(line, start, soFar, history, base);
  const spelled = (end: number) => line.slice(start, end);
  if (event.line === undefined) throw new EventError(`${spelled(event.end)}: event not found`);
  const words = chosenWords(line, event.end, historyWords(event.line), event.line, state.searchedWord);
  if (words.text === undefined) throw new EventError(`${line.slice(event.end, words.end)}: bad word specifier`);
  const modified = applyModifiers(line, words.end, words.text, state);
  if ('error' in modified) throw new EventError(modified.error);
  return modified;
}

function eventAt(
  line: string,
  start: number,
  soFar: string,
  history: readonly string[],
  base: number,
): { line: string | undefined; end: number } {
  const rest = line.slice(start + 1);
  if (rest[0] === '!') return { line: history.at(-1), end: start + 2 };
  if (rest[0] === '#') return { line: soFar, end: start + 2 };
  const number = /^-?\d+/.exec(rest)?.[0];
  if (number !== undefined) {
    const wanted = Number(number);
    const found = wanted < 0 ? history.at(wanted) : history[wanted - base];
    return { line: found, end: start + 1 + number.length };
  }
  if (rest[0] === '?') {
    const end = rest.indexOf('?', 1);
    const text = rest.slice(1, end < 0 ? undefined : end);
    const found = history.findLast((one) => one.includes(text));
    if (found !== undefined)
      stateOf(history).searchedWord = historyWords(found).find((word) => word.includes(text)) ?? '';
    return { line: found, end: start + 1 + (end < 0 ? rest.length : end + 1) };
  }
  if (/^[:^$*%]/.test(rest)) return { line: history.at(-1), end: start + 1 };
  const name = /^[^\s;&|<>()"':^$*%]*/.exec(rest)![0];
  return { line: history.findLast((one) => one.startsWith(name)), end: start + 1 + name.length };
}
