import { KubectlError } from '../errors.ts';
import { execute } from './go-template/execute.ts';
import { type Template, TemplateError } from './go-template/nodes.ts';
import { parseTemplateSource } from './go-template/parser.ts';
import { quoted, textOf } from './go-template/values.ts';
import { toCompactJson } from './json.ts';

/** Go's text/template with kubectl's `exists` and `base64decode`. */
export function parseTemplate(source: string): Template {
  try {
    return parseTemplateSource(source);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new KubectlError(`error: error parsing template ${source}, ${error.message}\n`);
  }
}

/** The template's text; a failure carries what was written before it, and details that kubectl shows there. */
export function printTemplate(template: Template, object: unknown, allowMissing: boolean): string {
  const { text, error } = execute(template, object, allowMissing);
  if (!error) return text;
  const details =
    `Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
    `\ttemplate was:\n\t\t${template.source}\n\traw data was:\n\t\t${toCompactJson(object)}\n` +
    `\tobject given to template engine was:\n\t\t${textOf(object)}\n\n`;
  const message = `error: error executing template ${quoted(template.source)}: ${error.message}`;
  throw new KubectlError(message, 1, text + details);
}
