import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readFrontMatter } from './front-matter.ts';
import type { Lab, StartState, Step } from './lab.ts';
import { filesUnder, LAB_FOLDER, type LabRoots } from './lab-folder.ts';
import { LabError, type LabProblem } from './lab-problem.ts';
import { CloudStart, LabFrontMatter, REQUIREMENTS, StepFrontMatter } from './lab-source.ts';
import { renderMarkdown } from './markdown.ts';
import { unknownName } from './nearest-name.ts';
import { readCheck, readWrongSolution } from './read-script.ts';
import { readStepText } from './read-step.ts';
import { parseStrictYaml } from './strict-yaml.ts';

interface Reading {
  readonly labs: string;
  readonly checks: string;
  readonly files: ReadonlyMap<string, string>;
  readonly checkFiles: ReadonlyMap<string, string>;
  readonly problems: LabProblem[];
}

/** Reads one lab's folders. Throws `LabError` with everything that is wrong. */
export function readLab(roots: LabRoots, folder: string): Lab {
  const match = LAB_FOLDER.exec(folder);
  if (!match) throw new LabError([{ file: `labs/${folder}`, line: 1, message: 'a lab folder is called NN-slug' }]);
  const reading: Reading = {
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

function assemble(reading: Reading, folder: string, number: number, slug: string): Lab | null {
  const { problems } = reading;
  const file = `${reading.labs}/lab.md`;
  const text = reading.files.get('lab.md');
  if (text === undefined) {
    problems.push({ file, line: 1, message: 'is missing' });
    return null;
  }
  const { values, body } = readFrontMatter(file, text, LabFrontMatter, problems);
  const steps = readSteps(reading);
  reportStrayFiles(reading, steps.length);
  reportRepeatedQuestions(reading, steps);
  if (values?.['count-question']) reportUnknownQuestion(reading, steps, values['count-question']);
  if (!values) return null;
  if (!body.trim()) problems.push({ file, line: 1, message: 'has no summary after its front matter' });
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

function readStart(reading: Reading, fixed: Pick<StartState, 'nodes' | 'requires' | 'terminalNote'>): StartState {
  const manifests: Record<string, unknown>[] = [];
  const home: Record<string, string> = {};
  let cloud: CloudStart = {};
  let setup: string | null = null;
  for (const [name, text] of reading.files) {
    const file = `${reading.labs}/${name}`;
    if (name === 'start/cloud.yaml') {
      cloud = parseStrictYaml({ file, text, firstLine: 1 }, CloudStart, reading.problems) ?? {};
    } else if (/^start\/[^/]+\.ya?ml$/.test(name)) manifests.push(...readManifests(file, text, reading.problems));
    else if (name === 'start/setup.sh') setup = text;
    else if (name.startsWith('home/')) home[name.slice('home/'.length)] = text;
  }
  return { ...fixed, manifests, cloud, home, setup };
}

function readManifests(file: string, text: string, problems: LabProblem[]): Record<string, unknown>[] {
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).flatMap((document) => {
    for (const error of document.errors) {
      problems.push({ file, line: error.linePos?.[0].line ?? 1, message: error.message.split(' at line')[0]! });
    }
    const object: unknown = document.errors.length > 0 ? null : document.toJS();
    if (object === null) return [];
    if (isManifest(object)) return [object];
    const line = text.slice(0, document.range[0]).split('\n').length;
    problems.push({ file, line, message: 'an object of the start state needs apiVersion, kind and metadata.name' });
    return [];
  });
}

function isManifest(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { apiVersion, kind, metadata } = value as Record<string, unknown>;
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata === 'object' && metadata !== null
  );
}

function readSteps(reading: Reading): Step[] {
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

function readStep(reading: Reading, name: string, number: number): Step {
  const { problems, files, checkFiles } = reading;
  const file = `${reading.labs}/${name}`;
  const { values, body, bodyLine } = readFrontMatter(file, files.get(name) ?? '', StepFrontMatter, problems);
  const text = readStepText(body, { file, firstLine: bodyLine, step: number }, problems);
  const solution = files.get(`solution/${number}.sh`) ?? null;
  const script = checkFiles.get(`${number}.sh`);
  if (script !== undefined && solution === null) {
    problems.push({
      file: `${reading.labs}/solution/${number}.sh`,
      line: 1,
      message: `is missing: step ${number} has a check`,
    });
  }
  if (text.solutionHtml === null && solution !== null) text.blocks.push({ type: 'solution' });
  const shown = solution === null ? '' : renderMarkdown(`\`\`\`\`bash\n${withoutComments(solution)}\n\`\`\`\``);
  return {
    number,
    title: values?.title ?? '',
    blocks: text.blocks,
    questions: text.questions,
    hints: text.hints,
    solutionHtml: text.solutionHtml === null && !shown ? null : `${text.solutionHtml ?? ''}${shown}`,
    solution,
    check: script === undefined ? null : readCheck(`${reading.checks}/${number}.sh`, script, problems),
    wrongSolutions: [...files]
      .filter(([path]) => path.startsWith(`wrong/${number}-`))
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

/** Files that nothing would ever read are typing errors. */
function reportStrayFiles(reading: Reading, steps: number): void {
  const isStep = (number: string | undefined) => Number(number) >= 1 && Number(number) <= steps;
  for (const name of reading.files.keys()) {
    const fine =
      name === 'lab.md' ||
      name === 'README.md' ||
      name.startsWith('steps/') ||
      name.startsWith('home/') ||
      /^start\/[^/]+\.ya?ml$/.test(name) ||
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
    reading.problems.push({
      file: `${reading.checks}/${name}`,
      line: 1,
      message: 'is neither N.sh of a step nor still-NAME.sh',
    });
  }
}

function reportRepeatedQuestions(reading: Reading, steps: readonly Step[]): void {
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

function reportUnknownQuestion(reading: Reading, steps: readonly Step[], wanted: string): void {
  const known = steps.flatMap((step) => step.questions.map(({ id }) => id));
  if (known.includes(wanted)) return;
  reading.problems.push({ file: `${reading.labs}/lab.md`, line: 1, message: unknownName('question', wanted, known) });
}
