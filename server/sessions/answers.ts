import type { StoredAnswer } from '../database/progress-repository.ts';
import type { SessionCluster } from '../drivers/driver.ts';
import type { Lab, Question } from '../labs/lab.ts';
import type { AnswerValue } from '../schemas/sessions.ts';
import type { Trace } from '../schemas/trace.ts';
import { computedKey, grade, inWords, observedInWords, readValue, rightAnswer } from './grade-answer.ts';
import { type Observed, observe } from './observe.ts';
import { refusals } from './refusal.ts';
import type { SessionProgress } from './session-progress.ts';
import { isRequestTo, traceField } from './trace-field.ts';

export interface AnswerContext {
  readonly lab: Lab;
  readonly library: string;
  readonly progress: SessionProgress;
  readonly cluster: SessionCluster;
  readonly now: () => number;
}

/** Answers newly passed steps. */
export async function giveAnswer(context: AnswerContext, question: Question, given: AnswerValue): Promise<number[]> {
  const { progress } = context;
  const value = readValue(question, given);
  const before = progress.answer(question.id);
  // A prediction keeps its first value; what was right or shown is over.
  if (before && (question.predict || before.state !== 'wrong')) return [];
  if (question.predict) return progress.recordAnswer(firstAnswer(question, value, context.now()));
  const observed = await observedKey(context, question);
  const verdict = grade(question, value, observed?.value ?? null);
  const attempts = (before?.attempts ?? 0) + 1;
  return progress.recordAnswer({
    question: question.id,
    value,
    state: verdict.right ? 'right' : 'wrong',
    attempts,
    firstValue: before?.firstValue ?? value,
    firstTry: attempts === 1 && verdict.right,
    explanationHtml: verdict.explanationHtml,
    observed: null,
    evidence: observed?.trace ? JSON.stringify(observed.trace) : null,
    atMs: context.now(),
  });
}

/** *Show the answer*, after the third try. */
export async function showAnswer(context: AnswerContext, question: Question): Promise<number[]> {
  const { progress } = context;
  const before = progress.answer(question.id);
  if (!before || !progress.answerResult(question).mayShowAnswer) throw refusals.answerNotEarned();
  const observed = await observedKey(context, question);
  const { value, explanationHtml } = rightAnswer(question, observed?.value ?? null);
  return progress.recordAnswer({ ...before, value, explanationHtml, state: 'shown', atMs: context.now() });
}

/** Compares predictions with a request that the learner has just made. Answers the questions that were settled. */
export async function settleByTrace(context: AnswerContext, trace: Trace): Promise<Question[]> {
  const settled: Question[] = [];
  for (const question of openPredictions(context)) {
    const from = computedKey(question)?.from;
    if (!from || !('trace' in from) || !('field' in from) || !isRequestTo(trace, from.trace)) continue;
    const value = traceField(trace, from.field);
    if (value !== null && (await settle(context, question, { value, trace }))) settled.push(question);
  }
  return settled;
}

/** At the latest when the step's check passes, its predictions are compared. */
export async function settleByStep(context: AnswerContext, step: number): Promise<Question[]> {
  const settled: Question[] = [];
  for (const question of openPredictions(context)) {
    if (question.step !== step) continue;
    const observed = await observedKey(context, question).catch(() => undefined);
    if (observed !== undefined && (await settle(context, question, observed))) settled.push(question);
  }
  return settled;
}

function openPredictions({ lab, progress }: AnswerContext): Question[] {
  const questions = lab.steps.flatMap((step) => step.questions);
  return questions.filter((question) => question.predict && progress.answer(question.id)?.state === 'recorded');
}

async function settle(context: AnswerContext, question: Question, observed: Observed | null): Promise<boolean> {
  const before = context.progress.answer(question.id);
  if (!before) return false;
  let seen: string;
  let verdict: { right: boolean; explanationHtml: string };
  try {
    verdict = grade(question, before.value, observed?.value ?? null);
    seen = observed ? observedInWords(question, observed.value) : inWords(question, rightAnswer(question, null).value);
  } catch {
    // The cluster shows something that is none of the options: the prediction stays open.
    return false;
  }
  await context.progress.recordAnswer({
    ...before,
    state: verdict.right ? 'right' : 'wrong',
    firstTry: verdict.right,
    explanationHtml: verdict.explanationHtml,
    observed: `You said ${inWords(question, before.value)}, your cluster shows ${seen}.`,
    evidence: observed?.trace ? JSON.stringify(observed.trace) : null,
    atMs: context.now(),
  });
  return true;
}

async function observedKey(context: AnswerContext, question: Question): Promise<Observed | null> {
  const key = computedKey(question);
  return key ? observe(context.cluster, key.from, context.library) : null;
}

function firstAnswer(question: Question, value: AnswerValue, atMs: number): StoredAnswer {
  return {
    question: question.id,
    value,
    state: 'recorded',
    attempts: 1,
    firstValue: value,
    firstTry: false,
    explanationHtml: '',
    observed: null,
    evidence: null,
    atMs,
  };
}
