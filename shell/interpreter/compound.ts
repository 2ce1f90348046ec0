import type {
  ArithmeticForCommand,
  CaseCommand,
  Command,
  ForCommand,
  FunctionDefinition,
  IfCommand,
  SimpleCommand,
  WhileCommand,
  Word,
} from '../parser/ast.ts';
import { wordText } from '../parser/command-text.ts';
import { runTest } from './conditional-command.ts';
import { BreakLoop, CommandError, ContinueLoop, ShellError } from './control-flow.ts';
import { startCoprocess } from './coprocess.ts';
import { evaluateLiteral, evaluateWord, expandToPattern, expandToString, expandWords } from './expand.ts';
import { matchesPattern } from './pattern.ts';
import { redirect } from './redirect.ts';
import { runSelect } from './select-menu.ts';
import type { Shell } from './shell.ts';
import { traceLine } from './trace.ts';

type Compound = Exclude<Command, SimpleCommand>;

export function runCompound(shell: Shell, command: Compound): Promise<number> {
  return command.redirections.length === 0 ? runChecked(shell, command) : runRedirected(shell, command);
}

async function runRedirected(shell: Shell, command: Compound): Promise<number> {
  const saved = shell.descriptors;
  shell.descriptors = new Map(saved);
  // Redirections behind a function's body are made at each call, not when it is defined.
  if (command.type === 'function') return runChecked(shell, command);
  try {
    await redirect(shell, command.redirections);
    return await runChecked(shell, command);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    await shell.complain(error.message);
    return error.status;
  } finally {
    shell.descriptors = saved;
  }
}

function runChecked(shell: Shell, command: Compound): Promise<number> {
  const isOwn = command.type === 'arithmetic-command' || command.type === 'conditional';
  return isOwn ? runExpression(shell, command) : runBody(shell, command);
}

async function runExpression(shell: Shell, command: Compound): Promise<number> {
  try {
    return await runBody(shell, command);
  } catch (error) {
    if (!(error instanceof ShellError) || error.status === 127) throw error;
    if (error.message === '') return error.status;
    const isReadonly = error.message.endsWith(': readonly variable');
    const where = command.type === 'arithmetic-command' ? '((: ' : '[[: ';
    await shell.complain((isReadonly || error.message.startsWith('[[: ') ? '' : where) + error.message);
    return error.status;
  }
}

function runBody(shell: Shell, command: Compound): Promise<number> {
  switch (command.type) {
    case 'group':
    case 'subshell':
      return shell.evaluator.run(shell, command.body);
    case 'if':
      return runIf(shell, command);
    case 'for':
      return runFor(shell, command);
    case 'select':
      return runSelect(
        shell,
        command,
        headText(command),
        (body) => iterate(shell, body),
        (loop) => inLoop(shell, loop),
      );
    case 'arithmetic-for':
      return runArithmeticFor(shell, command);
    case 'while':
    case 'until':
      return runWhile(shell, command);
    case 'case':
      return runCase(shell, command);
    case 'function':
      return define(shell, command);
    case 'coproc':
      return startCoprocess(shell, command);
    case 'conditional':
      return runTest(shell, command.test).then((holds) => (holds ? 0 : 1));
    case 'arithmetic-command':
      return evaluateTraced(shell, command.expression).then((value) => (value === 0n ? 1 : 0));
  }
}

async function define(shell: Shell, command: FunctionDefinition): Promise<number> {
  if (shell.functions.get(command.name)?.readonly) {
    await shell.complain(`${command.name}: readonly function`);
    return 1;
  }
  shell.functions.set(command.name, { ...command, source: shell.calls.source });
  return 0;
}

/** `(( ))` and the parts of `for (( ))`. */
async function evaluateTraced(shell: Shell, expression: Word): Promise<bigint> {
  if (shell.options.has('xtrace')) await traceLine(shell, `(( ${wordText(expression)} ))`);
  return await evaluateWord(shell, expression);
}

/** As `evaluateTraced`, without a wait where there is nothing to wait for. */
function evaluated(shell: Shell, expression: Word): bigint | Promise<bigint> {
  const value = shell.options.has('xtrace') ? undefined : evaluateLiteral(shell, expression);
  return value ?? evaluateTraced(shell, expression);
}

async function condition(shell: Shell, script: WhileCommand['condition']): Promise<boolean> {
  shell.conditionDepth++;
  try {
    return (await shell.evaluator.run(shell, script)) === 0;
  } finally {
    shell.conditionDepth--;
  }
}

async function runIf(shell: Shell, command: IfCommand): Promise<number> {
  for (const branch of command.branches) {
    if (await condition(shell, branch.condition)) return shell.evaluator.run(shell, branch.body);
  }
  return command.otherwise ? shell.evaluator.run(shell, command.otherwise) : 0;
}

/** Runs a loop's body once. False when the loop ends here. */
async function iterate(shell: Shell, body: () => Promise<number>): Promise<boolean> {
  const wait = shell.checkpoint();
  if (wait) await wait;
  try {
    shell.status = await body();
    return true;
  } catch (thrown) {
    if (thrown instanceof BreakLoop || thrown instanceof ContinueLoop) {
      shell.status = thrown instanceof BreakLoop ? thrown.status : 0;
      if (thrown.levels > 1 && shell.loopDepth > 1) {
        thrown.levels--;
        throw thrown;
      }
      return thrown instanceof ContinueLoop;
    }
    throw thrown;
  }
}

async function inLoop(shell: Shell, loop: () => Promise<void>): Promise<number> {
  shell.loopDepth++;
  shell.status = 0;
  try {
    await loop();
    return shell.status;
  } finally {
    shell.loopDepth--;
  }
}

async function runFor(shell: Shell, command: ForCommand): Promise<number> {
  if (!(await isName(shell, command.name))) return 1;
  const values = command.words ? await expandWords(shell, command.words) : [...shell.positional];
  return inLoop(shell, async () => {
    for (const value of values) {
      if (shell.traps.has('DEBUG')) await shell.runTrap('DEBUG');
      if (shell.options.has('xtrace')) await traceLine(shell, headText(command));
      if (!(await setLoopVariable(shell, command.name, value))) break;
      if (!(await iterate(shell, () => shell.evaluator.run(shell, command.body)))) break;
    }
  });
}

async function isName(shell: Shell, name: string): Promise<boolean> {
  if (/^[A-Za-z_]\w*$/.test(name)) return true;
  await shell.complain(`\`${name}': not a valid identifier`);
  return false;
}

async function setLoopVariable(shell: Shell, name: string, value: string): Promise<boolean> {
  try {
    shell.variables.set(name, value);
    return true;
  } catch (error) {
    if (!(error instanceof ShellError)) throw error;
    await shell.complain(error.message);
    shell.status = 1;
    return false;
  }
}

function headText({ type, name, words }: ForCommand): string {
  return `${type} ${name} in ${words ? words.map(wordText).join(' ') : '"$@"'}`;
}

async function runArithmeticFor(shell: Shell, command: ArithmeticForCommand): Promise<number> {
  const isEmpty = command.condition.parts.every((part) => part.type === 'literal' && part.text.trim() === '');
  await evaluateTraced(shell, command.start);
  return inLoop(shell, async () => {
    for (;;) {
      const met = isEmpty ? 1n : evaluated(shell, command.condition);
      if ((typeof met === 'bigint' ? met : await met) === 0n) break;
      if (!(await iterate(shell, () => shell.evaluator.run(shell, command.body)))) break;
      const stepped = evaluated(shell, command.step);
      if (typeof stepped !== 'bigint') await stepped;
    }
  });
}

async function runWhile(shell: Shell, command: WhileCommand): Promise<number> {
  const wanted = command.type === 'while';
  return inLoop(shell, async () => {
    let status = 0;
    let met = true;
    while (met) {
      const goesOn = await iterate(shell, async () => {
        met = (await condition(shell, command.condition)) === wanted;
        if (met) status = await shell.evaluator.run(shell, command.body);
        return status;
      });
      if (!goesOn) break;
    }
  });
}

async function runCase(shell: Shell, command: CaseCommand): Promise<number> {
  if (shell.options.has('xtrace')) await traceLine(shell, `case ${wordText(command.subject)} in`);
  const subject = await expandToString(shell, command.subject);
  const ignoreCase = shell.shellOptions.has('nocasematch');
  let status = 0;
  let fallsThrough = false;
  for (const clause of command.clauses) {
    let matches = fallsThrough;
    for (const pattern of clause.patterns) {
      matches ||= matchesPattern(subject, await expandToPattern(shell, pattern), { ignoreCase });
    }
    if (!matches) continue;
    status = clause.body.statements.length > 0 ? await shell.evaluator.run(shell, clause.body) : 0;
    if (clause.end === ';;') return status;
    fallsThrough = clause.end === ';&';
  }
  return status;
}
