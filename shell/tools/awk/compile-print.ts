import { chain, type Evaluation, run as evaluate, gather, map } from './evaluation.ts';
import { formatValues } from './format.ts';
import type { OutputStream } from './output-stream.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import { NORMAL } from './signal.ts';
import type { Statement } from './syntax.ts';
import type { Value } from './value.ts';

type Print = Extract<Statement, { type: 'print' | 'printf' }>;

/** print and printf, to standard output or where a redirection leads. */
export function compilePrint(scope: Scope, statement: Print): () => number | Promise<number> {
  const { run } = scope;
  const text = compileText(scope, statement);
  const { redirection } = statement;
  if (!redirection) return toStandardOutput(run, text);
  const target = scope.compile(redirection.target);
  return () =>
    chain(evaluate(text), (shown) =>
      chain(evaluate(target), async (name) => {
        const stream = await run.streams.output(redirection.operator, run.toText(name));
        stream.write(shown);
        if (stream.isFull) await stream.flush();
        return NORMAL;
      }),
    );
}

function toStandardOutput(run: Run, text: Evaluation<string>): () => number | Promise<number> {
  const { stdout } = run.streams;
  if ('now' in text) {
    const { now } = text;
    return () => {
      stdout.write(now());
      return NORMAL;
    };
  }
  return () => chain(text.later(), (shown) => finish(stdout, shown));
}

function finish(stdout: OutputStream, shown: string): number {
  stdout.write(shown);
  return NORMAL;
}

function compileText(scope: Scope, { type, values }: Print): Evaluation<string> {
  const { run } = scope;
  const show = (value: Value) => run.toOutput(value);
  const compiled = values.map((value) => scope.compile(value));
  if (type === 'printf') {
    return map(gather(compiled), ([format, ...rest]) =>
      formatValues(run.toText(format), rest, (value) => run.toText(value)),
    );
  }
  const [only] = compiled;
  if (!only) return { now: () => run.fields.text() + run.outputRecordSeparator };
  if (compiled.length === 1) return map(only, (value) => show(value) + run.outputRecordSeparator);
  return map(gather(compiled), (all) => all.map(show).join(run.outputSeparator) + run.outputRecordSeparator);
}
