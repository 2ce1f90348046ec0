import type { Static } from 'typebox';
import type { ChoiceOption, Question } from './lab.ts';
import type { LabProblem } from './lab-problem.ts';
import { QUESTION_SCHEMAS, QuestionKind } from './lab-source.ts';
import { renderMarkdown } from './markdown.ts';
import { type Fail, type Place, questionBase } from './question-base.ts';
import { readMatch, readOrder } from './read-sorted-question.ts';
import { parseStrictYaml, type YamlSource } from './strict-yaml.ts';

/** Reads the YAML of a `predict` or `quiz` fence; null, with problems added, when it is not one. */
export function readQuestion(source: YamlSource, place: Place, problems: LabProblem[]): Question | null {
  const kind = parseStrictYaml(source, QuestionKind, problems)?.kind;
  if (!kind) return null;
  const fail = (message: string) => {
    problems.push({ file: source.file, line: source.firstLine, message });
    return null;
  };
  if (kind === 'single' || kind === 'click') {
    const written = parseStrictYaml<SingleSchema>(source, QUESTION_SCHEMAS[kind], problems);
    return written && readSingle(written, place, fail);
  }
  if (kind === 'order') {
    const written = parseStrictYaml(source, QUESTION_SCHEMAS.order, problems);
    return written && readOrder(written, place, fail);
  }
  if (kind === 'match') {
    const written = parseStrictYaml(source, QUESTION_SCHEMAS.match, problems);
    return written && readMatch(written, place, fail);
  }
  if (kind === 'multiple') {
    const written = parseStrictYaml(source, QUESTION_SCHEMAS.multiple, problems);
    return written && readMultiple(written, place, fail);
  }
  if (kind === 'number') {
    const written = parseStrictYaml(source, QUESTION_SCHEMAS.number, problems);
    if (!written) return null;
    const unit = written.unit ?? null;
    const shared = readWritten(written, place, unit);
    return { ...shared, kind, key: written.key, tolerance: written.tolerance ?? 0 };
  }
  const written = parseStrictYaml(source, QUESTION_SCHEMAS.text, problems);
  if (!written) return null;
  const key = Array.isArray(written.key) ? written.key.map(String) : written.key;
  return { ...readWritten(written, place, null), kind, key };
}

interface OptionSource {
  id: string;
  text: string | number;
  right?: boolean;
  explain?: string;
  value?: string | number;
}
type SingleSchema = (typeof QUESTION_SCHEMAS)['single' | 'click']['schema'];
type SingleSource = Static<SingleSchema>;
type MultipleSource = Static<(typeof QUESTION_SCHEMAS)['multiple']['schema']>;

function readSingle(written: SingleSource, place: Place, fail: Fail): Question | null {
  const right = written.options.filter((option) => option.right);
  if (written.key) {
    if (right.length > 0) return fail(`\`${written.id}\`: a computed key decides; remove \`right\``);
    const without = written.options.find((option) => option.value === undefined);
    if (without)
      return fail(`option \`${without.id}\` of \`${written.id}\` lacks the \`value\` that the key is compared with`);
    const values = written.options.map((option) => String(option.value));
    if (new Set(values).size < values.length) return fail(`two options of \`${written.id}\` have the same \`value\``);
  } else if (right.length !== 1) {
    return fail(`\`${written.id}\` needs exactly one option with \`right: true\`, or a \`key\``);
  }
  const options = readOptions(written, place.predict ? Infinity : written.key ? 1 : 0, fail);
  return (
    options && {
      ...questionBase(written, place, { kind: written.kind, options }),
      kind: written.kind,
      options,
      key: written.key ?? null,
    }
  );
}

function readMultiple(written: MultipleSource, place: Place, fail: Fail): Question | null {
  if (!written.options.some((option) => option.right))
    return fail(`\`${written.id}\` has no option with \`right: true\``);
  const options = readOptions(written, place.predict ? Infinity : 0, fail);
  const incompleteHtml = renderMarkdown(written.incomplete);
  return (
    options && {
      ...questionBase(written, place, { kind: 'multiple', options }),
      kind: 'multiple',
      options,
      incompleteHtml,
    }
  );
}

function readOptions(
  written: { id: string; options: OptionSource[] },
  silent: number,
  fail: Fail,
): ChoiceOption[] | null {
  const ids = written.options.map((option) => option.id);
  if (new Set(ids).size < ids.length) return fail(`two options of \`${written.id}\` have the same \`id\``);
  const mute = written.options.filter((option) => !option.right && !option.explain);
  // With a computed key one may go without: the option that the author expects to be right. Predictions are answered by
  // what is seen.
  const bad = mute[silent];
  if (bad) return fail(`option \`${bad.id}\` of \`${written.id}\` is wrong and lacks \`explain\``);
  return written.options.map((option) => ({
    id: option.id,
    text: String(option.text),
    right: option.right ?? false,
    explanationHtml: renderMarkdown(option.explain ?? ''),
    value: option.value === undefined ? null : String(option.value),
  }));
}

type WrittenSource = Static<
  (typeof QUESTION_SCHEMAS)['number']['schema'] | (typeof QUESTION_SCHEMAS)['text']['schema']
>;

function readWritten(written: WrittenSource, place: Place, unit: string | null) {
  return {
    ...questionBase(written, place, { kind: written.kind, unit }),
    verdicts: (written.explain ?? []).map(({ value, text }) => ({ value: String(value), html: renderMarkdown(text) })),
    otherwiseHtml: renderMarkdown(written.otherwise),
    rightHtml: renderMarkdown(written.right ?? ''),
  };
}
