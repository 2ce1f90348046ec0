import type { ConditionalTest } from '../parser/ast.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { arithmeticVariables } from './array-access.ts';
import { ShellError } from './control-flow.ts';
import { expandToString, expandUnsplit } from './expand.ts';
import { type Field, patternOf } from './fields.ts';
import { binaryTest, unaryTest } from './file-tests.ts';
import { matchesPattern } from './pattern.ts';
import { compileExpression, quoteExpression } from './regular-expression.ts';
import type { Shell } from './shell.ts';
import { traceTest } from './trace.ts';

/** `[[ … ]]` */
export async function runTest(shell: Shell, test: ConditionalTest, negated = false): Promise<boolean> {
  switch (test.type) {
    case 'parentheses':
      return runTest(shell, test.test);
    case 'not':
      return !(await runTest(shell, test.test, true));
    case 'and':
      return (await runTest(shell, test.left)) && runTest(shell, test.right);
    case 'or':
      return (await runTest(shell, test.left)) || runTest(shell, test.right);
    case 'unary': {
      const operand = await expandToString(shell, test.operand);
      await traceTest(shell, test, negated, { left: operand });
      if (test.operator === '') return operand !== '';
      return unaryTest(shell, test.operator, operand) ?? false;
    }
    case 'binary':
      return binary(shell, test, negated);
  }
}

async function binary(shell: Shell, test: ConditionalTest & { type: 'binary' }, negated: boolean): Promise<boolean> {
  const left = await expandToString(shell, test.left);
  if (test.operator === '=~') return matchesExpression(shell, left, test, negated);
  if (/^[!=]?=$/.test(test.operator)) {
    const ignoreCase = shell.shellOptions.has('nocasematch');
    const fields = await expandUnsplit(shell, test.right, true);
    if (shell.options.has('xtrace')) await traceTest(shell, test, negated, { left, right: shownPattern(fields) });
    return matchesPattern(left, fields.map(patternOf).join(' '), { ignoreCase }) !== (test.operator === '!=');
  }
  const right = await expandToString(shell, test.right);
  await traceTest(shell, test, negated, { left, right });
  const number = (text: string) => evaluateArithmetic(text, arithmeticVariables(shell));
  return binaryTest(shell, left, test.operator, right, number) ?? false;
}

/** Every quoted character behind a backslash. */
function shownPattern(fields: readonly Field[]): string {
  const shown = (field: Field) =>
    field.map(({ text, quoted }) => (quoted ? text.replace(/./gs, '\\$&') : text)).join('');
  return fields.map(shown).join(' ');
}

/** Quoted parts of the right side match as they are; groups go to BASH_REMATCH. */
async function matchesExpression(
  shell: Shell,
  left: string,
  test: ConditionalTest & { type: 'binary' },
  negated: boolean,
): Promise<boolean> {
  const fields = await expandUnsplit(shell, test.right, false);
  if (shell.options.has('xtrace')) await traceTest(shell, test, negated, { left, right: shownPattern(fields) });
  const source = fields
    .flatMap((field) => field.map(({ text, quoted }) => (quoted ? quoteExpression(text) : text)))
    .join('');
  const expression = compileExpression(source, {
    dotAll: true,
    ...(shell.shellOptions.has('nocasematch') ? { ignoreCase: true } : {}),
  });
  // Bash 5.2 says nothing of an expression that is none.
  if (!expression) throw new ShellError('', 2);
  const matcher = expression.matcher(left);
  const found = matcher.find();
  const groups = found
    ? Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '')
    : [];
  shell.variables.setIndexed('BASH_REMATCH', groups);
  return found;
}
