import type { Step } from './lab.ts';
import type { LabReading } from './lab-reading.ts';
import { unknownName } from './nearest-name.ts';

/** Files that nothing would ever read are typing errors. */
export function reportStrayFiles(reading: LabReading, steps: number): void {
  const isStep = (number: string | undefined) => Number(number) >= 1 && Number(number) <= steps;
  for (const name of reading.files.keys()) {
    const fine =
      name === 'lab.md' ||
      name === 'README.md' ||
      name.startsWith('steps/') ||
      name.startsWith('home/') ||
      name === 'start/setup.sh' ||
      /^start\/[^/]+\.ya?ml$/.test(name) ||
      isCaseFile(reading, name) ||
      isStep(/^begin\/(\d+)\.sh$/.exec(name)?.[1]) ||
      isStep(/^solution\/(\d+)\.sh$/.exec(name)?.[1]) ||
      isStep(/^wrong\/(\d+)-[a-z0-9-]+\.sh$/.exec(name)?.[1]);
    if (!fine)
      reading.problems.push({
        file: `${reading.labs}/${name}`,
        line: 1,
        message: 'belongs to no step: nothing would read this file',
      });
  }
  for (const name of reading.checkFiles.keys()) {
    if (isStep(/^(\d+)\.sh$/.exec(name)?.[1]) || /^still-[a-z0-9-]+\.sh$/.test(name)) continue;
    const ofCase = /^cases\/([a-z0-9-]+)\.sh$/.exec(name)?.[1];
    if (ofCase && reading.files.has(`cases/${ofCase}/step.md`)) continue;
    reading.problems.push({
      file: `${reading.checks}/${name}`,
      line: 1,
      message: 'is neither N.sh of a step nor still-NAME.sh',
    });
  }
}

function isCaseFile(reading: LabReading, name: string): boolean {
  const match = /^(cases\/[a-z0-9-]+)\/(?:step\.md|begin\.sh|solution\.sh|wrong-[a-z0-9-]+\.sh)$/.exec(name);
  return match !== null && reading.files.has(`${match[1]}/step.md`);
}

export function reportRepeatedQuestions(reading: LabReading, steps: readonly Step[]): void {
  const seen = new Set<string>();
  for (const { id, step } of steps.flatMap((candidate) => candidate.questions)) {
    if (seen.has(id)) {
      reading.problems.push({
        file: `${reading.labs}/steps/${step}`,
        line: 1,
        message: `a second question is called \`${id}\``,
      });
    }
    seen.add(id);
  }
}

export function reportUnknownQuestion(reading: LabReading, steps: readonly Step[], wanted: string): void {
  const known = steps.flatMap((step) => step.questions.map(({ id }) => id));
  if (known.includes(wanted)) return;
  reading.problems.push({ file: `${reading.labs}/lab.md`, line: 1, message: unknownName('question', wanted, known) });
}
