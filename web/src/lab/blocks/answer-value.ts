import type { Question } from '../../../../server/schemas/labs.ts';
import type { AnswerResult, NewAnswer } from '../../../../server/schemas/sessions.ts';

/** What the learner chose or typed, as the server takes it; null when there is nothing to hand in. */
export function answerValue(question: Question, chosen: readonly string[], typed: string): NewAnswer['value'] | null {
  if (question.kind === 'order') return [...inWritten(question, chosen)];
  if (question.kind === 'match') return chosen.length === question.options.length ? [...chosen] : null;
  if (question.kind === 'multiple') return chosen.length > 0 ? inOrder(question, chosen) : null;
  if (question.options.length > 0) return chosen[0] ?? null;
  const text = typed.trim().replace(/%$/, '').trim();
  if (text === '') return null;
  if (question.kind !== 'number') return text;
  const number = Number(text.replace(',', '.'));
  return Number.isFinite(number) ? number : null;
}

/** Until something is moved, what is to be put in order stands as the page shows it. */
const inWritten = (question: Question, chosen: readonly string[]): readonly string[] =>
  chosen.length > 0 ? chosen : question.options.map((option) => option.id);

const inOrder = (question: Question, chosen: readonly string[]): string[] =>
  question.options.map((option) => option.id).filter((id) => chosen.includes(id));

/** The other way round, to show what was given. */
export function fieldsOf(question: Question, value: AnswerResult['value']): { chosen: string[]; typed: string } {
  if (value === null) return { chosen: [], typed: '' };
  if (question.options.length === 0) return { chosen: [], typed: String(value) };
  return { chosen: Array.isArray(value) ? [...value] : [String(value)], typed: '' };
}
