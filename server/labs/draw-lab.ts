import { createHash } from 'node:crypto';
import type { Block } from '../schemas/labs.ts';
import type { Lab, LabCase, Step } from './lab.ts';

/** The lab as one session has it: with the cases that its seed draws. A lab without cases is the same for all. */
export function drawLab(lab: Lab, seed: string): Lab {
  if (!lab.draw) return lab;
  const place = (entry: LabCase) => createHash('sha256').update(`${seed}/${entry.name}`).digest('hex');
  const shuffled = lab.cases
    .map((entry) => ({ entry, place: place(entry) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ entry }) => entry);
  return withCases(lab, lab.draw, pick(shuffled, lab.draw.cases));
}

/** Labs that have every case once between them: what is to be proven. */
export function everyCase(lab: Lab): Lab[] {
  const { draw, cases } = lab;
  if (!draw) return [lab];
  const count = Math.ceil(cases.length / draw.cases);
  return Array.from({ length: count }, (_, at) =>
    withCases(lab, draw, cases.slice(at * draw.cases, (at + 1) * draw.cases)),
  );
}

/** The first of each symptom and cause; the same again only when there are too few others. */
function pick(cases: readonly LabCase[], count: number): LabCase[] {
  const evidence = (entry: LabCase) => `${entry.symptom}/${entry.cause}`;
  const isFirst = (entry: LabCase, at: number) =>
    cases.findIndex((other) => evidence(other) === evidence(entry)) === at;
  return [...cases.filter(isFirst), ...cases.filter((entry, at) => !isFirst(entry, at))].slice(0, count);
}

function withCases(lab: Lab, { after }: NonNullable<Lab['draw']>, drawn: readonly LabCase[]): Lab {
  const steps = [...lab.steps.slice(0, after), ...drawn.map((entry) => entry.step), ...lab.steps.slice(after)];
  return { ...lab, steps: steps.map((step, index) => renumbered(step, index + 1)) };
}

function renumbered(step: Step, number: number): Step {
  return {
    ...step,
    number,
    blocks: step.blocks.map((block) => renumberedBlock(block, number)),
    questions: step.questions.map((question) => ({ ...question, step: number })),
  };
}

function renumberedBlock(block: Block, number: number): Block {
  return block.type === 'run' ? { ...block, id: block.id.replace(/^run-\d+-/, `run-${number}-`) } : block;
}
