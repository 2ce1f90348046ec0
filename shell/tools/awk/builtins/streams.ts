import { type Evaluation, gather, mapLater } from '../evaluation.ts';
import { AwkFatal } from '../failure.ts';
import type { Scope } from '../scope.ts';
import type { Expression } from '../syntax.ts';
import type { Value } from '../value.ts';

export const STREAM_BUILTINS: ReadonlySet<string> = new Set(['system', 'close', 'fflush']);

/** Functions that wait for commands and files. */
export function compileStreamBuiltin(scope: Scope, name: string, args: readonly Expression[]): Evaluation {
  const { run } = scope;
  if (name !== 'fflush' && args.length === 0) throw new AwkFatal(`0 is invalid as number of arguments for ${name}`);
  return mapLater(gather(args.map((argument) => scope.compile(argument))), async (values): Promise<Value> => {
    const text = run.toText(values[0]);
    if (name === 'system') return run.streams.system(text);
    if (name === 'close') return run.streams.close(text);
    if (text !== '' && text !== '/dev/stdout' && text !== '/dev/stderr') {
      return (await run.streams.flushNamed(text)) ? 0 : -1;
    }
    await run.streams.flushAll();
    return 0;
  });
}
