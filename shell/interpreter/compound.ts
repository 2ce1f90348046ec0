import type {
  ArithmeticForCommand,
  CaseCommand,
  Command,
  ForCommand,
  IfCommand,
  SimpleCommand,
  WhileCommand,
} from '../parser/ast.ts';
import { runTest } from './conditional-command.ts';
import { BreakLoop, CommandError, ContinueLoop, ShellError } from './control-flow.ts';
import { evaluateWord, expandToPattern, expandToString, expandWords } from './expand.ts';
import { matchesPattern } from './pattern.ts';
import { readLine } from './read-line.ts';
import { redirect } from './redirect.ts';
import type { Shell } from './shell.ts';

type Compound = Exclude<Command, SimpleCommand>;

export async function runCompound(shell: Shell, command: Compound): Promise<number> {
  if (command.redirections.length === 0) return runChecked(shell, command);
  const saved = shell.descriptors;
  shell.descriptors = new Map(saved);
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

async function runChecked(shell: Shell, command: Compound): Promise<number> {
  try {
    return await runBody(shell, command);
  } catch (error) {
    const isOwn = command.type === 'arithmetic-command' || command.type === 'conditional';
    if (!isOwn || !(error instanceof ShellError) || error.status === 127) throw error;
    await shell.complain(command.type === 'arithmetic-command' ? `((: ${error.message}` : error.message);
    return error.status;
  }
}

async function runBody(shell: Shell, command: Compound): Promise<number> {
  switch (command.type) {
    case 'group':
    case 'subshell':
      return shell.evaluator.run(shell, command.body);
    case 'if':
      return runIf(shell, command);
    case 'for':
      return runFor(shell, command);
    case 'select':
      return runSelect(shell, command);
    case 'arithmetic-for':
      return runArithmeticFor(shell, command);
    case 'while':
    case 'until':
      return runWhile(shell, command);
    case 'case':
      return runCase(shell, command);
    case 'function':
      shell.functions.set(command.name, command);
      return 0;
    case 'conditional':
      return (await runTest(shell, command.test)) ? 0 : 1;
    case 'arithmetic-command':
      return (await evaluateWord(shell, command.expression)) === 0n ? 1 : 0;
  }
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
  await shell.checkpoint();
  try {
    shell.status = await body();
    return true;
  } catch (thrown) {
    if (thrown instanceof BreakLoop || thrown instanceof ContinueLoop) {
      shell.status = 0;
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
  const values = command.words ? await expandWords(shell, command.words) : [...shell.positional];
  return inLoop(shell, async () => {
    for (const value of values) {
      shell.variables.set(command.name, value);
      if (!(await iterate(shell, () => shell.evaluator.run(shell, command.body)))) break;
    }
  });
}

async function runArithmeticFor(shell: Shell, command: ArithmeticForCommand): Promise<number> {
  const isEmpty = command.condition.parts.every((part) => part.type === 'literal' && part.text.trim() === '');
  await evaluateWord(shell, command.start);
  return inLoop(shell, async () => {
    while (isEmpty || (await evaluateWord(shell, command.condition)) !== 0n) {
      if (!(await iterate(shell, () => shell.evaluator.run(shell, command.body)))) break;
      await evaluateWord(shell, command.step);
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

async function runSelect(shell: Shell, command: ForCommand): Promise<number> {
  const values = command.words ? await expandWords(shell, command.words) : [...shell.positional];
  const menu = values.map((value, index) => `${index + 1}) ${value}\n`).join('');
  return inLoop(shell, async () => {
    for (let shows = true; ; ) {
      await shell.write(2, (shows ? menu : '') + (shell.variables.get('PS3') ?? '#? '));
      const line = await readLine(shell, 0);
      if (line === null) break;
      shows = line.trim() === '';
      if (shows) continue;
      shell.variables.set('REPLY', line);
      shell.variables.set(command.name, values[Number(line.trim()) - 1] ?? '');
      if (!(await iterate(shell, () => shell.evaluator.run(shell, command.body)))) break;
    }
  });
}
