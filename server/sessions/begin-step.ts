import type { SessionCluster } from '../drivers/driver.ts';
import type { Lab, Step } from '../labs/lab.ts';
import { checkScript } from './check-script.ts';

export interface Stage {
  readonly lab: Lab;
  /** Bash functions that every check has. */
  readonly library: string;
  readonly log: (error: unknown, what: string) => void;
}

/** Does what the lab does when a step is reached: breaks something, most of the time. */
export async function beginStep(cluster: SessionCluster, step: Step | undefined, stage: Stage): Promise<void> {
  if (!step || step.begin === null) return;
  const outcome = await cluster.run(checkScript(stage.lab, stage.library, step.begin), 'checker');
  if (outcome.code !== 0)
    stage.log(outcome, `beginning step ${step.number} of ${stage.lab.slug} ended with ${outcome.code}`);
}

/** A fresh cluster is brought to where the learner was: each passed step is begun and solved, the current one begun. */
export async function replaySteps(
  cluster: SessionCluster,
  { passed, current }: { readonly passed: readonly number[]; readonly current: number },
  stage: Stage,
): Promise<void> {
  const { lab, log } = stage;
  for (const number of passed) {
    const step = lab.steps[number - 1];
    await beginStep(cluster, step, stage);
    if (!step || step.solution === null) continue;
    const outcome = await cluster.run(step.solution, 'learner');
    if (outcome.code !== 0) log(outcome, `replaying step ${number} of ${lab.slug} ended with ${outcome.code}`);
  }
  if (!passed.includes(current)) await beginStep(cluster, lab.steps[current - 1], stage);
}
