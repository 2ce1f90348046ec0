import { KubectlError } from '../errors.ts';

/** Go templates are not built yet; said plainly when one is asked for. */
export interface GoTemplate {
  readonly source: string;
}

export function parseTemplate(_source: string): GoTemplate {
  throw new KubectlError('error: this kubectl prints no go-template: use -o jsonpath or -o custom-columns');
}

export function printTemplate(template: GoTemplate, _object: unknown): string {
  return template.source;
}
