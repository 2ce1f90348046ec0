import type { SessionCluster } from '../drivers/driver.ts';
import type { Lab, Question, Step } from '../labs/lab.ts';
import { checkScript } from '../sessions/check-script.ts';
import { computedKey, grade, rightAnswer } from '../sessions/grade-answer.ts';
import { observe } from '../sessions/observe.ts';

/** A cluster that can say when nothing more is going to happen by itself. */
export interface ProvingCluster extends SessionCluster {
  settled(): Promise<void>;
}

export interface ProofOptions {
  readonly lab: Lab;
  readonly library: string;
  /** A fresh cluster in the lab's start state. */
  readonly start: () => Promise<ProvingCluster>;
}

/** One thing that was to be shown, and what was seen instead (null: it holds). */
export interface Proof {
  readonly claim: string;
  readonly problem: string | null;
}

const CONVERGE_MS = 10_000;
const MOST_WORDS = 25;

/**
 * Proves a lab both ways: before its step each check fails with one sentence, after the step's solution it passes and
 * the earlier ones still do, each wrong solution gets its own sentence, every key can be computed.
 */
export async function* proveLab(options: ProofOptions): AsyncGenerator<Proof> {
  const { lab } = options;
  const cluster = await options.start();
  try {
    for (const step of lab.steps) if (step.check && step.begin === null) yield* failsOnStart(options, cluster, step);
    const replaced = new Set<number>();
    for (const step of lab.steps) {
      if (step.check) yield* proveStep(options, cluster, step, replaced);
      else yield* begin(options, cluster, step);
      for (const question of step.questions) yield await proveQuestion(options, cluster, question);
    }
  } finally {
    await cluster.close();
  }
  for (const step of lab.steps) yield* proveWrongSolutions(options, step);
}

async function* failsOnStart(options: ProofOptions, cluster: ProvingCluster, step: Step): AsyncGenerator<Proof> {
  const outcome = await runCheck(options, cluster, step, 0);
  const claim = `check ${step.number} fails on the start state with one sentence`;
  yield { claim, problem: outcome.passed ? 'it passed' : sentenceProblem(outcome.message) };
}

async function* proveStep(
  options: ProofOptions,
  cluster: ProvingCluster,
  step: Step,
  replaced: Set<number>,
): AsyncGenerator<Proof> {
  const { lab } = options;
  yield* begin(options, cluster, step);
  const before = await runCheck(options, cluster, step, CONVERGE_MS);
  const wanted = step.check?.atStart ?? null;
  yield {
    claim: `check ${step.number} fails before its step is solved`,
    problem: before.passed
      ? 'it passed'
      : wanted === null
        ? sentenceProblem(before.message)
        : differs(wanted, before.message),
  };
  yield await solve(cluster, step);
  for (const number of step.check?.replaces ?? []) replaced.add(number);
  for (const other of lab.steps.slice(0, step.number)) {
    if (!other.check || replaced.has(other.number) || (other !== step && other.check.onDemand)) continue;
    const after = await runCheck(options, cluster, other, CONVERGE_MS);
    const claim = `check ${other.number} passes after solution ${step.number}`;
    yield { claim, problem: after.passed ? null : `it said: ${after.message}` };
  }
}

/** What it breaks may never become ready, so nobody waits for that: the script itself shows when it is done. */
async function* begin(options: ProofOptions, cluster: ProvingCluster, step: Step): AsyncGenerator<Proof> {
  if (step.begin === null) return;
  const { code, stdout, stderr } = await cluster.run(checkScript(options.lab, options.library, step.begin), 'checker');
  const problem = code === 0 ? null : `it ended with ${code}: ${`${stdout}${stderr}`.trim().slice(-400)}`;
  yield { claim: `step ${step.number} begins`, problem };
}

async function solve(cluster: ProvingCluster, step: Step): Promise<Proof> {
  const claim = `solution ${step.number} runs twice in a row`;
  for (let time = 0; time < 2; time++) {
    const { code, stdout, stderr } = await cluster.run(`set -e\n${step.solution ?? ''}`, 'learner');
    if (code !== 0) return { claim, problem: `it ended with ${code}: ${`${stdout}${stderr}`.trim().slice(-400)}` };
  }
  await cluster.settled();
  return { claim, problem: null };
}

async function* proveWrongSolutions(options: ProofOptions, step: Step): AsyncGenerator<Proof> {
  for (const wrong of step.wrongSolutions) {
    const cluster = await options.start();
    try {
      for (const earlier of options.lab.steps.slice(0, step.number - 1)) {
        for await (const _ of begin(options, cluster, earlier));
        if (earlier.solution) await cluster.run(earlier.solution, 'learner');
      }
      await cluster.settled();
      for await (const _ of begin(options, cluster, step));
      await cluster.run(wrong.script, 'learner');
      const outcome = await runCheck(options, cluster, step, CONVERGE_MS);
      const claim = `${wrong.file} gets its sentence`;
      yield { claim, problem: outcome.passed ? `check ${step.number} passed` : differs(wrong.expect, outcome.message) };
    } finally {
      await cluster.close();
    }
  }
}

async function proveQuestion(options: ProofOptions, cluster: ProvingCluster, question: Question): Promise<Proof> {
  const claim = `question ${question.id} has a key, and a verdict for every option`;
  try {
    const key = computedKey(question);
    const observed = key ? (await observe(cluster, key.from, options.library)).value : null;
    const right = rightAnswer(question, observed);
    if (question.kind === 'single' || question.kind === 'click') {
      for (const option of question.options) grade(question, option.id, observed);
      const silent = question.options.find((option) => option.explanationHtml === '' && option.id !== right.value);
      if (silent && !question.predict) {
        return { claim, problem: `the key is ${observed}, so option ${silent.id} is wrong and needs an explanation` };
      }
    }
    return { claim, problem: null };
  } catch (error) {
    return { claim, problem: error instanceof Error ? error.message : String(error) };
  }
}

function runCheck(options: ProofOptions, cluster: SessionCluster, step: Step, convergeMs: number) {
  const script = checkScript(options.lab, options.library, step.check?.script ?? '');
  return cluster.check({ script, convergeMs, kept: {} });
}

function sentenceProblem(message: string): string | null {
  if (!message) return 'it said nothing';
  if (message.includes('\n')) return `it said more than one line: ${message}`;
  const words = message.split(/\s+/).length;
  return words > MOST_WORDS ? `its sentence has ${words} words, more than ${MOST_WORDS}: ${message}` : null;
}

function differs(wanted: string, said: string): string | null {
  return wanted === said ? null : `expected “${wanted}”, it said “${said}”`;
}
