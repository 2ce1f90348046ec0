import type { MatchQuestion, OrderQuestion } from '../labs/lab.ts';
import type { AnswerValue } from '../schemas/sessions.ts';
import type { Verdict } from './grade-answer.ts';
import { refusals } from './refusal.ts';

type SortedQuestion = OrderQuestion | MatchQuestion;

/** Ids in order, or `option=target` for every option in their written order. Refuses what is incomplete. */
export function readSortedValue(question: SortedQuestion, value: AnswerValue): readonly string[] {
  const given = Array.isArray(value) ? value : [String(value)];
  const ids = question.items.map((item) => item.id);
  if (question.kind === 'order') {
    const complete = given.length === ids.length && ids.every((id) => given.includes(id));
    if (!complete) throw refusals.wrongShape(`all of its options in order: ${ids.join(', ')}`);
    return given;
  }
  const targets = question.targets.map((target) => target.id);
  const chosen = new Map(given.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const complete = chosen.size === ids.length && ids.every((id) => targets.includes(chosen.get(id) ?? ''));
  if (!complete) throw refusals.wrongShape(`a list of option=target with one of ${targets.join(', ')} for each option`);
  return ids.map((id) => `${id}=${chosen.get(id)}`);
}

/** Wrong: what is said of the first item in a wrong place, or of every wrong pair. */
export function gradeSorted(question: SortedQuestion, value: AnswerValue, observed: string | null): Verdict {
  const given = value as readonly string[];
  const key = sortedKey(question, observed);
  const wrong = given.flatMap((entry, at) => (entry === key[at] ? [] : [entry]));
  if (wrong.length === 0) return { right: true, explanationHtml: question.rightHtml };
  const said = question.kind === 'order' ? wrong.slice(0, 1) : wrong;
  const explanations = said.map((entry) => itemOf(question, entry)?.explanationHtml ?? '');
  return { right: false, explanationHtml: explanations.join('') || question.otherwiseHtml };
}

/** The right value. */
export function sortedKey(question: SortedQuestion, observed: string | null): readonly string[] {
  const written = question.items.map((item) => ('target' in item ? `${item.id}=${item.target}` : item.id));
  if (observed === null) return written;
  const seen = observed.split(/[\s,]+/).filter(Boolean);
  try {
    return readSortedValue(question, seen);
  } catch {
    throw refusals.noObservation(`it shows ${observed}, which is no answer to the question`);
  }
}

export function sortedInWords(question: SortedQuestion, value: AnswerValue): string {
  const given = Array.isArray(value) ? value : [String(value)];
  return given
    .map((entry) => {
      const text = itemOf(question, entry)?.text ?? entry;
      if (question.kind === 'order') return text;
      const target = entry.slice(entry.indexOf('=') + 1);
      return `${text}: ${question.targets.find(({ id }) => id === target)?.text ?? target}`;
    })
    .join(', ');
}

function itemOf(question: SortedQuestion, entry: string) {
  const id = question.kind === 'match' ? entry.slice(0, entry.indexOf('=')) : entry;
  return question.items.find((item) => item.id === id);
}
