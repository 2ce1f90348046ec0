import type { Static, TSchema } from 'typebox';
import type { LabProblem } from './lab-problem.ts';
import { parseStrictYaml, type StrictSchema } from './strict-yaml.ts';

export interface FrontMatter<T> {
  readonly values: T | null;
  readonly body: string;
  /** The line of the file that the body begins on, from 1. */
  readonly bodyLine: number;
}

/** Reads `---` YAML `---` and the text after it. */
export function readFrontMatter<T extends TSchema>(
  file: string,
  text: string,
  schema: StrictSchema<T>,
  problems: LabProblem[],
): FrontMatter<Static<T>> {
  const lines = text.split('\n');
  const end = lines.indexOf('---', 1);
  if (lines[0] !== '---' || end < 0) {
    problems.push({ file, line: 1, message: 'must begin with front matter between two lines of `---`' });
    return { values: null, body: text, bodyLine: 1 };
  }
  const source = { file, text: lines.slice(1, end).join('\n'), firstLine: 2 };
  return {
    values: parseStrictYaml(source, schema, problems),
    body: lines.slice(end + 1).join('\n'),
    bodyLine: end + 2,
  };
}
