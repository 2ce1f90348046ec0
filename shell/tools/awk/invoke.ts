import type { Eventually } from './evaluation.ts';
import { AwkFatal } from './failure.ts';
import type { Local, Run } from './run.ts';
import type { FunctionCode } from './scope.ts';
import { EXIT, Jump, NEXT, NEXT_FILE } from './signal.ts';
import type { Value } from './value.ts';

const DEEPEST = 50_000;
/** So often a deep recursion goes on with an empty host stack. */
const FRAMES_A_STACK = 100;

/** Calls a function of the program. */
export function invoke(run: Run, code: FunctionCode, args: Local[]): Eventually<Value> {
  if (++run.depth > DEEPEST) throw new AwkFatal('function call nesting too deep');
  if (code.waits && run.depth % FRAMES_A_STACK === 0) {
    const pause = run.pause() ?? Promise.resolve();
    return pause.then(() => enter(run, code, args));
  }
  return enter(run, code, args);
}

function enter(run: Run, code: FunctionCode, args: Local[]): Eventually<Value> {
  const caller = run.frame;
  while (args.length < code.parameters) args.push(undefined);
  run.frame = args;
  run.returned = undefined;
  const finish = (signal: number): Value => {
    run.frame = caller;
    run.depth--;
    if (signal === NEXT || signal === NEXT_FILE || signal === EXIT) throw new Jump(signal);
    const { returned } = run;
    run.returned = undefined;
    return returned;
  };
  const signal = code.body();
  return signal instanceof Promise ? signal.then(finish) : finish(signal);
}
