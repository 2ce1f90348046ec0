import type { ConditionalTest } from '../parser/ast.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { arithmeticVariables } from './array-access.ts';
import { ShellError } from './control-flow.ts';
import { expandToPattern, expandToString, expandUnsplit } from './expand.ts';
import { binaryTest, unaryTest } from './file-tests.ts';
import { matchesPattern } from './pattern.ts';
import { compileExpression, quoteExpression } from './regular-expression.ts';
import type { Shell } from './shell.ts';

/** `[[ … ]]` */
export async function runTest(shell: Shell, test: ConditionalTest): Promise<boolean> {
  switch (test.type) {
    case 'not':
      return !(await runTest(shell, test.test));
    case 'and':
      return (await runTest(shell, test.left)) && runTest(shell, test.right);
    case 'or':
      return (await runTest(shell, test.left)) || runTest(shell, test.right);
    case 'unary':
      return unaryTest(shell, test.operator, await expandToString(shell, test.operand)) ?? false;
    case 'binary':
      return binary(shell, test);
  }
}

async function binary(shell: Shell, test: ConditionalTest & { type: 'binary' }): Promise<boolean> {
  const left = await expandToString(shell, test.left);
  const ignoreCase = shell.shellOptions.has('nocasematch');
  switch (test.operator) {
    case '==':
    case '=':
      return matchesPattern(left, await expandToPattern(shell, test.right), { ignoreCase });
    case '!=':
      return !matchesPattern(left, await expandToPattern(shell, test.right), { ignoreCase });
    case '=~':
      return matchesExpression(shell, left, test);
    default: {
      const right = await expandToString(shell, test.right);
      const number = (text: string) => evaluateArithmetic(text, arithmeticVariables(shell));
      return binaryTest(shell, left, test.operator, right, number) ?? false;
    }
  }
}

/** Quoted parts of the right side match as they are; groups go to BASH_REMATCH. */
async function matchesExpression(
  shell: Shell,
  left: string,
  test: ConditionalTest & { type: 'binary' },
): Promise<boolean> {
  const fields = await expandUnsplit(shell, test.right, false);
  const source = fields
    .flatMap((field) => field.map(({ text, quoted }) => (quoted ? quoteExpression(text) : text)))
    .join('');
  const expression = compileExpression(source, {
    dotAll: true,
    ...(shell.shellOptions.has('nocasematch') ? { ignoreCase: true } : {}),
  });
  if (!expression) throw new ShellError(`[[: invalid regular expression \`${source}'`, 2);
  const matcher = expression.matcher(left);
  const found = matcher.find();
  const groups = found
    ? Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '')
    : [];
  shell.variables.setIndexed('BASH_REMATCH', groups);
  return found;
}
