import type { Check, WrongSolution } from './lab.ts';
import type { LabProblem } from './lab-problem.ts';
import { unknownName } from './nearest-name.ts';

const HEADERS = ['run', 'at start', 'replaces'] as const;

/** The comment lines at the head of a script, without `#`; the interpreter line is not one. */
function headComments(script: string): string[] {
  const lines = script.split('\n');
  if (lines[0]?.startsWith('#!')) lines.shift();
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^#\s?/, ''));
}

export function readCheck(file: string, script: string, problems: LabProblem[]): Check {
  const [text, ...rest] = headComments(script);
  const fail = (line: number, message: string) => problems.push({ file, line, message });
  if (!text || /^(run|at start|replaces):/.test(text)) fail(1, 'the first comment line must say what the check proves');
  const headers = new Map<string, string>();
  for (const [index, line] of rest.entries()) {
    const match = /^([a-z][a-z ]{0,20}):\s*(.+)$/.exec(line);
    if (!match) continue;
    const [, name = '', value = ''] = match;
    if ((HEADERS as readonly string[]).includes(name)) headers.set(name, value);
    else fail(index + 2, unknownName('header', name, HEADERS));
  }
  const run = headers.get('run');
  if (run !== undefined && run !== 'on-demand') fail(2, `\`# run:\` knows only on-demand, not ${run}`);
  if (script.split('\n').some((line) => /^\s*sleep\b/.test(line)))
    fail(1, 'a check never sleeps: it is run again when something changed');
  return {
    file,
    script,
    text: text ?? '',
    onDemand: run === 'on-demand',
    atStart: headers.get('at start') ?? null,
    replaces: (headers.get('replaces') ?? '').split(/\s+/).filter(Boolean).map(Number),
  };
}

export function readWrongSolution(file: string, script: string, problems: LabProblem[]): WrongSolution {
  const expect = headComments(script)[0]?.match(/^expect:\s*(.+)$/)?.[1];
  if (!expect) problems.push({ file, line: 1, message: 'the first line must be `# expect: SENTENCE`' });
  return { file, script, expect: expect ?? '' };
}
