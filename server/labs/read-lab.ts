import { join } from 'node:path';
import { readFrontMatter } from './front-matter.ts';
import type { Lab } from './lab.ts';
import { filesUnder, LAB_FOLDER, type LabRoots } from './lab-folder.ts';
import { LabError, type LabProblem } from './lab-problem.ts';
import type { LabReading } from './lab-reading.ts';
import { LabFrontMatter, REQUIREMENTS } from './lab-source.ts';
import { renderMarkdown } from './markdown.ts';
import { unknownName } from './nearest-name.ts';
import { readStart } from './read-start.ts';
import { readCases, readSteps } from './read-steps.ts';
import { reportRepeatedQuestions, reportStrayFiles, reportUnknownQuestion } from './stray-files.ts';

/** Reads one lab's folders. Throws `LabError` with everything that is wrong. */
export function readLab(roots: LabRoots, folder: string): Lab {
  const match = LAB_FOLDER.exec(folder);
  if (!match) throw new LabError([{ file: `labs/${folder}`, line: 1, message: 'a lab folder is called NN-slug' }]);
  const reading: LabReading = {
    labs: `labs/${folder}`,
    checks: `checks/${folder}`,
    files: filesUnder(join(roots.labs, folder)),
    checkFiles: filesUnder(join(roots.checks, folder)),
    problems: [],
  };
  const lab = assemble(reading, folder, Number(match[1]), match[2]!);
  if (reading.problems.length > 0 || !lab) throw new LabError(reading.problems);
  return lab;
}

function assemble(reading: LabReading, folder: string, number: number, slug: string): Lab | null {
  const { problems } = reading;
  const file = `${reading.labs}/lab.md`;
  const text = reading.files.get('lab.md');
  if (text === undefined) {
    problems.push({ file, line: 1, message: 'is missing' });
    return null;
  }
  const { values, body } = readFrontMatter(file, text, LabFrontMatter, problems);
  const steps = readSteps(reading);
  const cases = readCases(reading);
  const all = [...steps, ...cases.map((entry) => entry.step)];
  reportStrayFiles(reading, steps.length);
  reportRepeatedQuestions(reading, all);
  if (values?.['count-question']) reportUnknownQuestion(reading, steps, values['count-question']);
  if (!values) return null;
  if (!body.trim()) problems.push({ file, line: 1, message: 'has no summary after its front matter' });
  if (values.draw) reportShortPool(values.draw, { file, cases: cases.length, steps: steps.length }, problems);
  const nodes = readRequirements(values.requires, file, problems);
  return {
    slug,
    folder,
    number,
    title: values.title,
    question: values.question,
    group: values.group,
    minutes: values.minutes,
    glyph: values.glyph,
    concepts: values.concepts ?? [],
    goalText: values.goal.trim(),
    countFrom: values['count-from'],
    countQuestion: values['count-question'] ?? null,
    requires: values.requires,
    terminalNote: values.terminal ?? null,
    summaryHtml: renderMarkdown(body),
    steps,
    cases,
    draw: values.draw ?? null,
    start: readStart(reading, {
      nodes,
      requires: values.requires,
      terminalNote: values.terminal ?? null,
    }),
    guards: Object.fromEntries(
      [...reading.checkFiles].flatMap(([name, script]) => {
        const guard = /^still-(.+)\.sh$/.exec(name)?.[1];
        return guard ? [[guard, script]] : [];
      }),
    ),
  };
}

function reportShortPool(
  draw: NonNullable<Lab['draw']>,
  { file, cases, steps }: { file: string; cases: number; steps: number },
  problems: LabProblem[],
): void {
  if (draw.cases > cases)
    problems.push({ file, line: 1, message: `\`draw\` wants ${draw.cases} cases, there are ${cases}` });
  if (draw.after > steps)
    problems.push({ file, line: 1, message: `\`draw\` comes after step ${draw.after}, there are ${steps}` });
}

function readRequirements(requires: readonly string[], file: string, problems: LabProblem[]): number {
  let nodes = 1;
  for (const word of requires) {
    const count = /^nodes=([1-9]\d?)$/.exec(word)?.[1];
    if (count) nodes = Number(count);
    else if (!(REQUIREMENTS as readonly string[]).includes(word)) {
      problems.push({ file, line: 1, message: unknownName('requirement', word, ['nodes=4', ...REQUIREMENTS]) });
    }
  }
  return nodes;
}
