import { readFrontMatter } from './front-matter.ts';
import type { LabCase, Step } from './lab.ts';
import type { LabReading } from './lab-reading.ts';
import { CaseFrontMatter, StepFrontMatter } from './lab-source.ts';
import { renderMarkdown } from './markdown.ts';
import { readCheck, readWrongSolution } from './read-script.ts';
import { readStepText } from './read-step.ts';

/** `steps/`, numbered from 1. */
export function readSteps(reading: LabReading): Step[] {
  const names = [...reading.files.keys()].filter((name) => name.startsWith('steps/'));
  const numbered = names
    .flatMap((name) => {
      const number = /^steps\/(\d+)-[a-z0-9-]+\.md$/.exec(name)?.[1];
      if (number) return [{ name, number: Number(number) }];
      reading.problems.push({ file: `${reading.labs}/${name}`, line: 1, message: 'a step is called N-name.md' });
      return [];
    })
    .sort((a, b) => a.number - b.number);
  if (numbered.length === 0) {
    reading.problems.push({
      file: `${reading.labs}/steps/1-name.md`,
      line: 1,
      message: 'is missing: a lab has a step',
    });
  }
  return numbered.map(({ name, number }, index) => {
    if (number !== index + 1) {
      const message = `steps are numbered from 1 without gaps: ${index + 1} was expected`;
      reading.problems.push({ file: `${reading.labs}/${name}`, line: 1, message });
    }
    return readStep(reading, name, number);
  });
}

/** `cases/NAME/`: steps of which a session draws some. Their number is given when they are drawn. */
export function readCases(reading: LabReading): LabCase[] {
  const names = new Set<string>();
  for (const file of reading.files.keys()) {
    const name = /^cases\/([a-z0-9-]+)\/step\.md$/.exec(file)?.[1];
    if (name) names.add(name);
  }
  return [...names].map((name) => {
    const folder = `cases/${name}`;
    const parts = {
      text: `${folder}/step.md`,
      begin: `${folder}/begin.sh`,
      solution: `${folder}/solution.sh`,
      check: `${folder}.sh`,
      wrong: `${folder}/wrong-`,
    };
    const source = readFrontMatter(
      `${reading.labs}/${parts.text}`,
      reading.files.get(parts.text) ?? '',
      CaseFrontMatter,
      reading.problems,
    );
    const { title = '', symptom = '', cause = '' } = source.values ?? {};
    return { name, symptom, cause, step: readParts(reading, { number: 0, title, ...source }, parts) };
  });
}

function readStep(reading: LabReading, name: string, number: number): Step {
  const source = readFrontMatter(
    `${reading.labs}/${name}`,
    reading.files.get(name) ?? '',
    StepFrontMatter,
    reading.problems,
  );
  const parts = {
    text: name,
    begin: `begin/${number}.sh`,
    solution: `solution/${number}.sh`,
    check: `${number}.sh`,
    wrong: `wrong/${number}-`,
  };
  return readParts(reading, { number, title: source.values?.title ?? '', ...source }, parts);
}

/** Files of a step, relative to the lab's folder; `check` to that of its checks; `wrong` is the beginning of their names. */
interface StepFiles {
  readonly text: string;
  readonly begin: string;
  readonly solution: string;
  readonly check: string;
  readonly wrong: string;
}

interface StepText {
  /** 0 for a case. */
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly bodyLine: number;
}

function readParts(reading: LabReading, { number, title, body, bodyLine }: StepText, names: StepFiles): Step {
  const { problems, files, checkFiles } = reading;
  const file = `${reading.labs}/${names.text}`;
  const text = readStepText(body, { file, firstLine: bodyLine, step: number }, problems);
  const solution = files.get(names.solution) ?? null;
  const script = checkFiles.get(names.check);
  if (script !== undefined && solution === null) {
    const what = number === 0 ? 'the case' : `step ${number}`;
    problems.push({ file: `${reading.labs}/${names.solution}`, line: 1, message: `is missing: ${what} has a check` });
  }
  if (text.solutionHtml === null && solution !== null) text.blocks.push({ type: 'solution' });
  const shown = solution === null ? '' : renderMarkdown(`\`\`\`\`bash\n${withoutComments(solution)}\n\`\`\`\``);
  return {
    number,
    title,
    blocks: text.blocks,
    questions: text.questions,
    hints: text.hints,
    begin: files.get(names.begin) ?? null,
    solutionHtml: text.solutionHtml === null && !shown ? null : `${text.solutionHtml ?? ''}${shown}`,
    solution,
    check: script === undefined ? null : readCheck(`${reading.checks}/${names.check}`, script, problems),
    wrongSolutions: [...files]
      .filter(([path]) => path.startsWith(names.wrong))
      .map(([path, wrong]) => readWrongSolution(`${reading.labs}/${path}`, wrong, problems)),
  };
}

function withoutComments(script: string): string {
  return script
    .split('\n')
    .filter((line) => !line.startsWith('#!'))
    .join('\n')
    .trim();
}
