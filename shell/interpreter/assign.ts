import type { ArrayLiteral, Assignment } from '../parser/ast.ts';
import { evaluateArithmetic } from './arithmetic.ts';
import { arithmeticVariables, keyOf, setElement } from './array-access.ts';
import { ShellError } from './control-flow.ts';
import { expandAssigned, expandToString, expandWords } from './expand.ts';
import { IndexedArray } from './indexed-array.ts';
import type { Shell } from './shell.ts';
import { traceAssignment } from './trace.ts';
import type { Variable } from './variables.ts';

/** Carries out `name=value …` in the current scope of the shell. */
export async function assignAll(shell: Shell, assignments: readonly Assignment[]): Promise<void> {
  for (const assignment of assignments) await assign(shell, assignment);
}

export async function assign(shell: Shell, assignment: Assignment, traces = true): Promise<void> {
  const { name, value, append } = assignment;
  if ('elements' in value) {
    if (traces) await traceAssignment(shell, assignment, null);
    await assignArray(shell, name, value, append);
    return;
  }
  const given = await expandAssigned(shell, value);
  const text = await assignedText(shell, assignment, given);
  await traceAssignment(shell, assignment, given);
  if (assignment.subscript) {
    const subscript = await expandToString(shell, assignment.subscript);
    if (subscript === '' && !shell.variables.find(name)?.associative)
      throw new ShellError(`${name}[]: bad array subscript`);
    if (subscript === '') throw new ShellError(`${name}[${assignment.subscript.text ?? ''}]: bad array subscript`);
    setElement(shell, name, subscript, text, append && !shell.variables.find(name)?.integer);
    return;
  }
  const before = append && !shell.variables.find(name)?.integer ? (shell.variables.get(name) ?? '') : '';
  shell.variables.set(name, before + text);
  if (shell.options.has('allexport')) shell.variables.writable(name).exported = true;
}

/** The value as the variable's attributes make it: an integer variable evaluates it. */
async function assignedText(shell: Shell, assignment: Assignment, text: string): Promise<string> {
  const variable = shell.variables.find(assignment.name);
  if (!variable?.integer) return text;
  const value = evaluateArithmetic(text, arithmeticVariables(shell));
  const before = assignment.append
    ? evaluateArithmetic(shell.variables.get(assignment.name) ?? '', arithmeticVariables(shell))
    : 0n;
  return String(before + value);
}

async function assignArray(shell: Shell, name: string, literal: ArrayLiteral, append: boolean): Promise<void> {
  const elements: { key?: string; append?: boolean; values: string[] }[] = [];
  for (const element of literal.elements) {
    if (element.key) {
      const key = await expandToString(shell, element.key);
      elements.push({ key, append: element.append === true, values: [await expandToString(shell, element.value)] });
    } else elements.push({ values: await expandWords(shell, [element.value]) });
  }
  const variable = shell.variables.writable(name);
  const before = variable.value;
  delete variable.unassigned;
  variable.value = undefined;
  if (variable.associative) fillAssociative(variable, elements, append);
  else {
    const kept = append
      ? (variable.indexed ?? IndexedArray.of(before === undefined ? [] : [before]))
      : new IndexedArray();
    variable.indexed = kept;
    fillIndexed(shell, name, variable, elements);
  }
}

type Elements = readonly { readonly key?: string; readonly append?: boolean; readonly values: readonly string[] }[];

function fillAssociative(variable: Variable, elements: Elements, append: boolean): void {
  const map = append ? variable.associative! : new Map<string, string>();
  const loose = elements.flatMap(({ key, values }) => (key === undefined ? values : []));
  for (let at = 0; at < loose.length; at += 2) map.set(loose[at]!, loose[at + 1] ?? '');
  for (const { key, append: appends, values } of elements) {
    if (key !== undefined) map.set(key, (appends ? (map.get(key) ?? '') : '') + values[0]!);
  }
  variable.associative = map;
}

function fillIndexed(shell: Shell, name: string, variable: Variable, elements: Elements): void {
  let next = variable.indexed!.last + 1;
  for (const { key, append, values } of elements) {
    if (key !== undefined) next = Number(keyOf(shell, variable, key));
    for (const value of values) {
      if (variable.integer) {
        const number = evaluateArithmetic(value, arithmeticVariables(shell));
        shell.variables.setElement(name, next++, String(number));
        continue;
      }
      const before = append ? (shell.variables.find(name)?.indexed?.get(next) ?? '') : '';
      shell.variables.setElement(name, next++, before + value);
    }
  }
}
