import type { JsonSchemaProps } from '../schema/json-schema-props.ts';
import { isFormat, matchesFormat } from './formats.ts';
import { matchesPattern } from './patterns.ts';
import type { Problem } from './validation-result.ts';
import { wrongType } from './value-type.ts';

/** validate/validator.go stringValidator: the first rule that is not kept. */
export function stringProblem(value: string, schema: JsonSchemaProps, path: string): Problem | undefined {
  const { maxLength, minLength, pattern } = schema;
  if (maxLength !== undefined || minLength !== undefined) {
    const length = [...value].length;
    if (maxLength !== undefined && length > maxLength) {
      const message = `${path} in body should be at most ${maxLength} chars long`;
      return { code: 'tooLong', name: path, value, limit: maxLength, message };
    }
    if (minLength !== undefined && length < minLength) {
      return {
        code: 'other',
        name: path,
        value,
        message: `${path} in body should be at least ${minLength} chars long`,
      };
    }
  }
  if (!pattern || matchesPattern(pattern, value)) return undefined;
  return { code: 'other', name: path, value, message: `${path} in body should match '${pattern}'` };
}

export function formatProblem(value: string, format: string, path: string): Problem | undefined {
  if (!isFormat(format) || matchesFormat(format, value)) return undefined;
  return wrongType(path, format, value);
}

/** validate/validator.go numberValidator: multipleOf, minimum and maximum, each for itself. */
export function numberProblems(value: number, schema: JsonSchemaProps, path: string): Problem[] {
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const problems: Problem[] = [];
  const tell = (text: string) =>
    problems.push({ code: 'other', name: path, value, message: `${path} in body ${text}` });
  const integer = Number.isInteger(value);
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    tell(`should be a multiple of ${goNumber(multipleOf)}`);
  }
  if (minimum !== undefined) {
    const limit = integer ? Math.trunc(minimum) : minimum;
    if (exclusiveMinimum ? value <= limit : value < limit) {
      tell(`should be greater than ${exclusiveMinimum ? '' : 'or equal to '}${integer ? limit : goNumber(limit)}`);
    }
  }
  if (maximum !== undefined) {
    const limit = integer ? Math.trunc(maximum) : maximum;
    if (exclusiveMaximum ? value >= limit : value > limit) {
      tell(`should be less than ${exclusiveMaximum ? '' : 'or equal to '}${integer ? limit : goNumber(limit)}`);
    }
  }
  return problems;
}

function isMultiple(value: number, factor: number): boolean {
  if (factor <= 0) return false;
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

/** A float64 as Go's %v prints it: an exponent below 1e-4 and from 1e6 on. */
export function goNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
