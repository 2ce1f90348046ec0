import type { Lab, Step } from '../../../server/schemas/labs.ts';
import type { AnswerResult, CheckResult } from '../../../server/schemas/sessions.ts';
import type { Trace } from '../../../server/schemas/trace.ts';

/** A step is passed when its check has passed and its questions are right or were shown; one that is only read has no mark. */
export function stepPassed(
  step: Step,
  checks: Record<number, CheckResult>,
  answers: Record<string, AnswerResult>,
): boolean {
  const quizzes = step.blocks.filter((block) => block.type === 'quiz');
  if (!step.check && quizzes.length === 0) return false;
  if (step.check && checks[step.number]?.state !== 'passed') return false;
  return quizzes.every((block) => {
    const state = block.type === 'quiz' ? answers[block.question.id]?.state : undefined;
    return state === 'right' || state === 'shown';
  });
}

/** What of this step hides hop numbers and shares: a prediction that is neither given nor skipped, or a question that comes before anything is run and has no answer. */
function awaitedInStep(
  step: Step | undefined,
  answers: Record<string, AnswerResult>,
  skipped: ReadonlySet<string>,
): 'prediction' | 'question' | null {
  const blocks = step?.blocks ?? [];
  const firstRun = blocks.findIndex((block) => block.type === 'run');
  const unanswered = (id: string): boolean => (answers[id]?.value ?? null) === null;
  const awaited = blocks.find(
    (block, i) =>
      (block.type === 'predict' && !skipped.has(block.question.id) && unanswered(block.question.id)) ||
      (block.type === 'quiz' && i < firstRun && unanswered(block.question.id)),
  );
  if (!awaited) return null;
  return awaited.type === 'predict' ? 'prediction' : 'question';
}

/** Whether the lab's own question about the count is still to come, and this trace would answer it. */
function awaitsCount(
  lab: Lab,
  step: Step | undefined,
  answers: Record<string, AnswerResult>,
  trace: Trace | null | undefined,
): boolean {
  const question = lab.countQuestion;
  if (!question || !trace || (answers[question]?.attempts ?? 0) > 0) return false;
  if (lab.countFrom === 'lb' && trace.counters.hopsFromLoadBalancer === null) return false;
  const asks = lab.content.find((s) => s.blocks.some((b) => b.type === 'quiz' && b.question.id === question));
  return asks !== undefined && (step?.number ?? 0) <= asks.number;
}

/** What must be answered before hop numbers and shares are shown; null: they are. */
export function hiddenUntil(
  lab: Lab | null | undefined,
  step: Step | undefined,
  answers: Record<string, AnswerResult>,
  skipped: ReadonlySet<string>,
  trace: Trace | null | undefined,
): 'prediction' | 'question' | null {
  const awaited = awaitedInStep(step, answers, skipped);
  if (awaited) return awaited;
  return lab && awaitsCount(lab, step, answers, trace) ? 'question' : null;
}
