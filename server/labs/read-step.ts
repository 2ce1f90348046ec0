import type { Block } from '../schemas/labs.ts';
import type { Question } from './lab.ts';
import type { LabProblem } from './lab-problem.ts';
import { type MarkdownPart, renderMarkdown, splitAtFences } from './markdown.ts';
import { unknownName } from './nearest-name.ts';
import { readQuestion } from './read-question.ts';

export const FENCES = ['run', 'copy', 'file', 'predict', 'quiz', 'hint', 'solution', 'trace', 'map'] as const;
const FENCE_WORDS: ReadonlySet<string> = new Set(FENCES);
/** Languages of ordinary fences: any other word is a typing error. */
const LANGUAGES = ['yaml', 'bash', 'sh', 'console', 'text', 'json', 'go', 'http', 'nginx', 'diff', 'ini'];

export interface StepText {
  readonly blocks: Block[];
  readonly questions: Question[];
  readonly hints: string[];
  readonly solutionHtml: string | null;
}

type Fence = Extract<MarkdownPart, { kind: 'fence' }>;

interface Place {
  readonly file: string;
  /** The line that the text begins on, from 1. */
  readonly firstLine: number;
  readonly step: number;
}

/** Turns a step's Markdown into its blocks, keeping what learners must earn apart. */
export function readStepText(text: string, place: Place, problems: LabProblem[]): StepText {
  const step: StepText & { solutionHtml: string | null } = { blocks: [], questions: [], hints: [], solutionHtml: null };
  for (const part of splitAtFences(text, FENCE_WORDS, (word, line) => {
    if (word === '' || LANGUAGES.includes(word)) return;
    const message = unknownName('fence', word, [...FENCES, ...LANGUAGES]);
    problems.push({ file: place.file, line: place.firstLine + line, message });
  })) {
    if (part.kind === 'prose') step.blocks.push({ type: 'prose', html: part.html });
    else readFence(part, step, place, problems);
  }
  return step;
}

function readFence(
  fence: Fence,
  step: StepText & { solutionHtml: string | null },
  place: Place,
  problems: LabProblem[],
): void {
  const body = fence.body.trim();
  const line = place.firstLine + fence.line;
  const fail = (message: string) => problems.push({ file: place.file, line, message });
  if (!body && fence.word !== 'trace' && fence.word !== 'map') {
    fail(`the \`${fence.word}\` fence is empty`);
    return;
  }
  switch (fence.word) {
    case 'run':
      if (body.includes('\n')) fail('a `run` fence holds one command; write one fence for each');
      step.blocks.push({ type: 'run', id: `run-${place.step}-${count(step, 'run') + 1}`, command: body });
      break;
    case 'copy':
      step.blocks.push({ type: 'copy', language: fence.rest || 'text', text: fence.body });
      break;
    case 'file':
      if (!body.startsWith('~/') || body.includes('..'))
        fail('a `file` fence holds one path in the learner’s home: ~/name.yaml');
      step.blocks.push({ type: 'file', path: body });
      break;
    case 'hint':
      step.hints.push(renderMarkdown(body));
      step.blocks.push({ type: 'hint', number: step.hints.length });
      break;
    case 'solution':
      if (step.solutionHtml !== null) fail('a step has one `solution` fence');
      step.solutionHtml = renderMarkdown(body);
      step.blocks.push({ type: 'solution' });
      break;
    case 'trace':
    case 'map':
      step.blocks.push({ type: fence.word, caption: body });
      break;
    case 'predict':
    case 'quiz': {
      const source = { file: place.file, text: fence.body, firstLine: line + 1 };
      const question = readQuestion(source, { step: place.step, predict: fence.word === 'predict' }, problems);
      if (!question) return;
      step.questions.push(question);
      step.blocks.push({ type: fence.word, question: question.public });
    }
  }
}

function count(step: StepText, type: Block['type']): number {
  return step.blocks.filter((block) => block.type === type).length;
}
