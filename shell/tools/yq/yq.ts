import { posix } from 'node:path';
import { Document, parseAllDocuments } from 'yaml';
import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { haltedProcess } from '../../../cluster/machinery/machine-process.ts';
import { openForReading } from '../../interpreter/open-path.ts';
import { Compiler } from '../jq/compile.ts';
import { JqSyntaxError } from '../jq/failure.ts';
import { isTruthy, JqError, type Json } from '../jq/json-value.ts';
import { Machine, PAUSE } from '../jq/machine.ts';
import { parseFilter } from '../jq/parser.ts';
import { openerOf } from '../process-files.ts';
import { rewritten, YQ_DEFINITIONS } from './definitions.ts';
import { readOptions, UsageError, YQ_HELP, type YqOptions } from './options.ts';
import { printed } from './output.ts';
import { jsonOf, updatedNode, withoutComments } from './yaml-value.ts';

const LARGEST_INPUT = 16 * 1024 * 1024;

/** One document of the input. */
interface Source {
  readonly document: Document;
  readonly index: number;
  readonly file: number;
  readonly name: string;
}

/** Bad input or a failing expression: the message follows `Error: `. */
class YqError extends Error {}

/** mikefarah's yq, version 4, over YAML documents that keep their comments. */
export async function yq(process: Process): Promise<number> {
  try {
    const options = readOptions(process.args.slice(1));
    if (options === 'help' || options === 'version') {
      await process.stdout.write(
        Buffer.from(options === 'help' ? YQ_HELP : 'yq (https://github.com/mikefarah/yq/) version v4.44.3\n'),
      );
      return 0;
    }
    return await run(process, options);
  } catch (error) {
    const message = messageOf(error);
    await process.stderr.write(Buffer.from(`Error: ${message}\n`));
    return 1;
  }
}

function messageOf(error: unknown): string {
  if (error instanceof YqError || error instanceof UsageError) return error.message;
  if (error instanceof FileError) return `open ${posix.basename(error.path)}: ${error.message.toLowerCase()}`;
  if (error instanceof JqError) return typeof error.value === 'string' ? error.value : 'error';
  if (error instanceof JqSyntaxError)
    return `1:${Math.max(1, error.at + 1 - YQ_DEFINITIONS.length)}: invalid input text: ${error.message}`;
  if (error instanceof RangeError) return 'input too large';
  throw error;
}

async function run(process: Process, options: YqOptions): Promise<number> {
  if (options.inPlace && options.files.length === 0)
    throw new YqError('write in place flag only applicable when giving an expression and at least one file');
  const sources = options.nullInput
    ? [{ document: new Document(null), index: 0, file: 0, name: '' }]
    : await readSources(process, options);
  const stripsComments = /\.\.\.?\s*comments\s*=\s*""/.test(options.expression);
  const expression = options.expression.replace(/\(?\s*\.\.\.?\s*comments\s*=\s*""\s*\)?\s*(\||$)/, '') || '.';
  const results: Document[] = [];
  /** Where the results of another document begin. */
  const breaks = new Set<number>();
  const groups = options.all ? [sources] : sources.map((source) => [source]);
  for (const group of groups) {
    if (results.length > 0) breaks.add(results.length);
    results.push(...(await evaluate(process, expression, group)));
  }
  if (stripsComments) {
    for (const document of results) {
      document.comment = null;
      document.commentBefore = null;
      withoutComments(document.contents);
    }
  }
  const text = printed(results, breaks, options);
  if (options.inPlace) {
    const path = posix.resolve(process.workingDirectory, options.files[0] ?? '');
    process.machine.files.write(path, Buffer.from(text));
  } else await process.stdout.write(Buffer.from(text));
  const last = results.at(-1);
  const isEmpty = !last || !isTruthy(jsonOf(last.contents, last));
  if (options.exitStatus && isEmpty) throw new YqError('no matches found');
  return 0;
}

async function readSources(process: Process, options: YqOptions): Promise<Source[]> {
  const sources: Source[] = [];
  for (const [file, name] of (options.files.length > 0 ? options.files : ['-']).entries()) {
    const text = await readText(process, name);
    const parsed = parseAllDocuments(text, { keepSourceTokens: false, uniqueKeys: false, merge: true });
    for (const [index, document] of [...parsed].entries()) {
      const [problem] = document.errors;
      if (problem)
        throw new YqError(
          `bad file '${name}': yaml: line ${problem.linePos?.[0].line ?? 1}: ${problem.message.split('\n')[0]}`,
        );
      sources.push({ document, index, file, name });
    }
  }
  return sources;
}

async function readText(process: Process, name: string): Promise<string> {
  const reader =
    name === '-'
      ? process.stdin
      : openForReading(openerOf(process), posix.resolve(process.workingDirectory, name)).input;
  return Buffer.from(await readAll(reader, LARGEST_INPUT)).toString('utf8');
}

/** What `load("file")` gives, for the names that the expression has. */
async function loaded(process: Process, expression: string): Promise<Map<string, Json>> {
  const files = new Map<string, Json>();
  for (const found of expression.matchAll(/\bload(?:_str)?\(\s*"([^"]*)"\s*\)/g)) {
    const text = await readText(process, found[1]!);
    const [document] = [...parseAllDocuments(text)];
    files.set(
      found[1]!,
      found[0].startsWith('load_str') ? text : document ? jsonOf(document.contents, document) : null,
    );
  }
  return files;
}

/** Runs an expression over a document, or over all of them one after the other (`eval-all`). */
async function evaluate(process: Process, expression: string, group: readonly Source[]): Promise<Document[]> {
  const files = await loaded(process, expression);
  const names = [...files.keys()];
  const named = rewritten(expression).replace(
    /\bload(?:_str)?\(\s*"([^"]*)"\s*\)/g,
    (_all, name: string) => `$__load${names.indexOf(name)}`,
  );
  const isMulti = group.length > 1;
  const globals = new Map<string, Json>(names.map((name, index) => [`__load${index}`, files.get(name) ?? null]));
  const results: Document[] = [];
  const inputs = group.map((source) => ({ source, value: jsonOf(source.document.contents, source.document) }));
  const streams = isMulti && /\bselect\(\s*(?:fi|fileIndex|file_index)\b/.test(expression);
  if (streams) {
    // Each `select(fi == N)` stands for the documents of that file.
    const selected = named.replace(/\bselect\(\s*(?:fi|fileIndex|file_index)\s*==\s*(\d+)\s*\)/g, '($__files[$1][])');
    const byFile = group.map((_, file) =>
      inputs.filter(({ source }) => source.file === file).map(({ value }) => value),
    );
    const first = inputs[0]!.source;
    globals.set('__files', byFile);
    await collect(process, { expression: selected, globals, source: first, value: byFile[0]?.[0] ?? null }, results);
    return results;
  }
  for (const { source, value } of inputs)
    await collect(process, { expression: named, globals, source, value }, results);
  return results;
}

interface Evaluation {
  readonly expression: string;
  readonly globals: ReadonlyMap<string, Json>;
  readonly source: Source;
  readonly value: Json;
}

async function collect(
  process: Process,
  { expression, globals, source, value }: Evaluation,
  results: Document[],
): Promise<void> {
  const machine = new Machine({ take: () => 'none', line: 0, fileName: null }, process.environment, () =>
    process.machine.clock.now(),
  );
  machine.iteratesNull = true;
  const all = new Map(globals)
    .set('__document', source.index)
    .set('__file', source.file)
    .set('__filename', source.name);
  const compiler = new Compiler(machine, expression, all);
  const filter = compiler.compile(parseFilter(YQ_DEFINITIONS + expression), null);
  const outputs: Json[] = [];
  for (const item of filter(null, value, undefined)) {
    if (item !== PAUSE) outputs.push(item);
    process.signal.throwIfAborted();
    const halted = haltedProcess(process);
    if (halted) await halted;
  }
  for (const output of outputs) results.push(documentOf(source.document, output, expression, outputs.length));
}

/** A result as a document: the source's own, changed, where the whole document is what comes out. */
function documentOf(source: Document, value: Json, expression: string, count: number): Document {
  const whole = source.contents;
  if (count === 1 && isWhole(expression)) {
    const document = source;
    document.contents = updatedNode(whole, value, document) as Document['contents'];
    return document;
  }
  const at = nodeAt(source, expression);
  const document = new Document(null);
  document.contents = updatedNode(at, value, source) as Document['contents'];
  return document;
}

/** Whether the expression gives the document itself: `.`, an update, a deletion, a selection. */
function isWhole(expression: string): boolean {
  return (
    /^\s*\.\s*$/.test(expression) ||
    /(?<![=!<>])(?:\||\+|-|\*|\/\/)?=(?!=)/.test(expression) ||
    /^\s*(del|select|sort_keys|with)\s*\(/.test(expression) ||
    /^\s*\.\s*\*/.test(expression)
  );
}

/** The node that a plain path names, with its comments and style. */
function nodeAt(source: Document, expression: string): unknown {
  if (!/^\s*(?:\.[A-Za-z_][\w-]*|\.?\[\d+\])+\s*$/.test(expression)) return null;
  const keys = [...expression.matchAll(/\.([A-Za-z_][\w-]*)|\[(\d+)\]/g)].map(
    ([, name, index]) => name ?? Number(index),
  );
  return source.getIn(keys, true);
}
