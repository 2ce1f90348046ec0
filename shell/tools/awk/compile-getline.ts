import { compileAssignment } from './compile-lvalue.ts';
import type { Evaluation } from './evaluation.ts';
import type { RecordReader } from './record-reader.ts';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import type { Expression } from './syntax.ts';
import { inputValue, type Value } from './value.ts';

type Getline = Extract<Expression, { type: 'getline' }>;

/** The main input, as a plain `getline` reads on in it. */
export interface MainInput {
  nextRecord(): Promise<string | null>;
}

export const mainInputs = new WeakMap<Run, MainInput>();

/** getline in all its forms: 1, 0 at the end, -1 when it cannot be read. */
export function compileGetline(scope: Scope, { from, source, target }: Getline): Evaluation {
  const { run } = scope;
  const named = source && scope.compile(source);
  let text: Value;
  const assign = target && compileAssignment(scope, target, { now: () => text });
  const deliver = async (record: string): Promise<Value> => {
    text = inputValue(record);
    if (assign) await ('now' in assign ? assign.now() : assign.later());
    else run.fields.setRecord(record);
    return 1;
  };
  const later = async (): Promise<Value> => {
    if (!named) {
      const record = (await mainInputs.get(run)?.nextRecord()) ?? null;
      return record === null ? 0 : deliver(record);
    }
    const name = run.toText(await ('now' in named ? named.now() : named.later()));
    const reader = from === 'command' ? await run.streams.command(name) : run.streams.file(name);
    if (typeof reader === 'string') {
      run.scalar('ERRNO').value = reader;
      return -1;
    }
    const record = await readRecord(run, reader);
    if (record === null) return 0;
    return deliver(record);
  };
  return { later };
}

/** The next record of a stream; what was printed goes out before it is waited for. */
export async function readRecord(run: Run, reader: RecordReader): Promise<string | null> {
  for (;;) {
    const record = reader.take(run.recordSeparator);
    if (record !== undefined) {
      run.scalar('RT').value = reader.terminator;
      return record;
    }
    await run.streams.flushAll();
    await reader.fill();
  }
}
