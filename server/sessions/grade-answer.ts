import type { ChoiceOption, ComputedKey, NumberQuestion, Question, TextQuestion } from '../labs/lab.ts';
import type { AnswerValue } from '../schemas/sessions.ts';
import { gradeSorted, readSortedValue, sortedInWords, sortedKey } from './grade-sorted-answer.ts';
import { refusals } from './refusal.ts';

export interface Verdict {
  readonly right: boolean;
  /** Of the value that was given; never of another one. */
  readonly explanationHtml: string;
}

/** The expression behind a question's key; null when the key is written down. */
export function computedKey(question: Question): ComputedKey | null {
  if (question.kind === 'multiple') return null;
  if (question.kind !== 'number' && question.kind !== 'text') return question.key;
  return typeof question.key === 'object' && 'from' in question.key ? question.key : null;
}

/** Refuses a value that this kind of question cannot have. */
export function readValue(question: Question, value: AnswerValue): AnswerValue {
  if (question.kind === 'number') {
    const number = typeof value === 'string' ? Number(value.trim().replace(',', '.').replace(/%$/, '')) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || value === '') throw refusals.wrongShape('a number');
    return number;
  }
  if (question.kind === 'text') {
    if (typeof value !== 'string' || value.trim() === '') throw refusals.wrongShape('a text');
    return value.trim();
  }
  if (question.kind === 'order' || question.kind === 'match') return [...readSortedValue(question, value)];
  const ids = question.options.map((option) => option.id);
  const known = `: ${ids.join(', ')}`;
  if (question.kind !== 'multiple') {
    if (typeof value !== 'string' || !ids.includes(value)) throw refusals.wrongShape(`one of its options${known}`);
    return value;
  }
  // The door's validator makes a list of one to its only element.
  const chosen = Array.isArray(value) ? value : [String(value)];
  if (chosen.some((id) => !ids.includes(id))) throw refusals.wrongShape(`a list of its options${known}`);
  return ids.filter((id) => chosen.includes(id));
}

/** `observed` is the computed key's value; null for a key that is written down. */
export function grade(question: Question, value: AnswerValue, observed: string | null): Verdict {
  switch (question.kind) {
    case 'order':
    case 'match':
      return gradeSorted(question, value, observed);
    case 'single':
    case 'click': {
      const chosen = question.options.find((option) => option.id === value)!;
      return {
        right: chosen.id === rightOption(question.options, observed).id,
        explanationHtml: chosen.explanationHtml,
      };
    }
    case 'multiple': {
      const chosen = value as readonly string[];
      const tooMany = question.options.filter((option) => chosen.includes(option.id) && !option.right);
      const missing = question.options.some((option) => option.right && !chosen.includes(option.id));
      if (tooMany.length > 0)
        return { right: false, explanationHtml: tooMany.map((option) => option.explanationHtml).join('') };
      if (missing) return { right: false, explanationHtml: question.incompleteHtml };
      return {
        right: true,
        explanationHtml: question.options.map((option) => (option.right ? option.explanationHtml : '')).join(''),
      };
    }
    case 'number': {
      const key = numberKey(question, observed);
      const right = Math.abs((value as number) - key) <= question.tolerance;
      return {
        right,
        explanationHtml: right ? question.rightHtml : explain(question, (candidate) => Number(candidate) === value),
      };
    }
    case 'text': {
      const given = folded(String(value));
      const right = textKeys(question, observed).some((key) => folded(key) === given);
      return {
        right,
        explanationHtml: right ? question.rightHtml : explain(question, (candidate) => folded(candidate) === given),
      };
    }
  }
}

/** The right value and its explanation: what "Show the answer" shows. */
export function rightAnswer(
  question: Question,
  observed: string | null,
): { value: AnswerValue; explanationHtml: string } {
  const value = rightValue(question, observed);
  return { value, explanationHtml: grade(question, value, observed).explanationHtml };
}

/** The value in words: "You said …". */
export function inWords(question: Question, value: AnswerValue): string {
  if (question.kind === 'order' || question.kind === 'match') return sortedInWords(question, value);
  if (question.kind === 'number' || question.kind === 'text') {
    return `${Array.isArray(value) ? value.join(', ') : value}${question.public.unit ?? ''}`;
  }
  const chosen = Array.isArray(value) ? value : [String(value)];
  return question.options
    .filter((option) => chosen.includes(option.id))
    .map((option) => option.text)
    .join(', ');
}

/** What the cluster showed, as the learner would say it: the option that stands for it, or the number with its unit. */
export function observedInWords(question: Question, observed: string): string {
  if (question.kind === 'number') return inWords(question, observed);
  if (question.kind === 'order' || question.kind === 'match')
    return sortedInWords(question, [...sortedKey(question, observed)]);
  if (question.kind === 'text' || question.kind === 'multiple' || Number.isFinite(Number(observed))) return observed;
  return question.options.find((option) => option.value === observed)?.text ?? observed;
}

function rightValue(question: Question, observed: string | null): AnswerValue {
  if (question.kind === 'order' || question.kind === 'match') return [...sortedKey(question, observed)];
  if (question.kind === 'multiple') return question.options.filter((option) => option.right).map((option) => option.id);
  if (question.kind === 'number') return numberKey(question, observed);
  if (question.kind === 'text') return textKeys(question, observed)[0] ?? '';
  return rightOption(question.options, observed).id;
}

function rightOption(options: readonly ChoiceOption[], observed: string | null): ChoiceOption {
  const byKey =
    observed === null
      ? options.find((option) => option.right)
      : (options.find((option) => option.value === observed) ?? options.find((option) => option.value === 'other'));
  if (!byKey) throw refusals.noObservation(`it shows ${observed}, which is none of the options`);
  return byKey;
}

function numberKey(question: NumberQuestion, observed: string | null): number {
  if (typeof question.key === 'number') return question.key;
  const key = Number(observed);
  if (observed === null || Number.isNaN(key)) throw refusals.noObservation(`it shows ${observed}, which is no number`);
  return key;
}

function textKeys(question: TextQuestion, observed: string | null): readonly string[] {
  return 'from' in question.key ? [observed ?? ''] : question.key;
}

function explain(question: NumberQuestion | TextQuestion, matches: (value: string) => boolean): string {
  return question.verdicts.find((verdict) => matches(verdict.value))?.html ?? question.otherwiseHtml;
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
