import { inverse } from '../full-screen.ts';
import { type MenuItem, menuRows } from './nano-screen.ts';
import type { NanoState } from './nano-state.ts';

export interface Question {
  /** With what is asked for now; asked again after each key. */
  label(): string;
  readonly preset?: string;
  readonly menu: readonly MenuItem[];
  readonly history?: string[];
  /** Other keys: true when it has changed something, `end` when the question is over. */
  press?(name: string): boolean | 'end';
}

/** A question in the status line; null when it was cancelled or another key ended it. */
export async function ask(state: NanoState, question: Question): Promise<string | null> {
  const history = question.history ?? [];
  let [answer, at] = [question.preset ?? '', history.length];
  const finish = (result: string | null) => {
    state.prompt = null;
    return result;
  };
  for (;;) {
    state.prompt = { label: question.label(), answer, menu: menuRows(question.menu, state.screen.columns) };
    await state.paint();
    const key = await state.key();
    if (key === null) return finish(null);
    if ('text' in key) answer += key.text;
    else if ('pasted' in key) answer += key.pasted.replace(/[\r\n]/g, '');
    else if (key.name === 'enter') {
      if (answer !== '' && question.history) history.push(answer);
      return finish(answer);
    } else if (key.name === 'C-c') {
      state.say('Cancelled');
      return finish(null);
    } else if (key.name === 'backspace' || key.name === 'C-h') answer = [...answer].slice(0, -1).join('');
    else if (key.name === 'C-u' || key.name === 'C-k') answer = '';
    else if (/^(up|down|C-p|C-n)$/.test(key.name)) {
      at = Math.max(0, Math.min(history.length, at + (/^(up|C-p)$/.test(key.name) ? -1 : 1)));
      answer = history[at] ?? '';
    } else if (question.press?.(key.name) === 'end') return finish(null);
  }
}

/** Yes, no, (all,) or cancelled. */
export async function askYesOrNo(state: NanoState, label: string, withAll = false): Promise<'y' | 'n' | 'a' | null> {
  const width = 16;
  const item = (key: string, meaning: string) => `${inverse(key)} ${meaning}`.padEnd(width + 9);
  const menu = [
    item(' Y', 'Yes') + (withAll ? item(' A', 'All').trimEnd() : ''),
    item(' N', 'No') + item('^C', 'Cancel').trimEnd(),
  ];
  state.prompt = { label: withAll ? label : `${label} `, answer: '', menu };
  try {
    for (;;) {
      await state.paint();
      const key = await state.key();
      if (key === null || ('name' in key && key.name === 'C-c')) {
        if (key !== null) state.say('Cancelled');
        return null;
      }
      const typed = 'text' in key ? key.text.toLowerCase() : '';
      if (typed === 'y' || typed === 'n' || (withAll && typed === 'a')) return typed;
    }
  } finally {
    state.prompt = null;
  }
}
