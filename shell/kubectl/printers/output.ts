import type { ApiResource } from '../client/discovery.ts';
import { kindName } from '../client/resource-mapper.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, nameOf } from '../json.ts';
import { readFile } from '../resources/manifests.ts';
import type { Session } from '../session.ts';
import { customColumns } from './custom-columns.ts';
import { parseTemplate, printTemplate } from './go-template.ts';
import { toJson, toOrderedJson } from './json.ts';
import { parseJsonPath, printJsonPath } from './jsonpath.ts';
import { inStructOrder } from './struct-order.ts';
import { toYaml } from './yaml.ts';

/** Prints one object (which may be a list); keeps what must be remembered between objects (`---`, headers). */
export type ObjectPrinter = (object: JsonObject, resource?: ApiResource) => string;

const FORMATS = 'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile';

export interface PrinterOptions {
  /** What was done, which -o name adds after the name. */
  readonly operation?: string;
  /** The object is one of Go's types, not what a server sent: its JSON keeps the types' order of fields. */
  readonly typed?: boolean;
}

/** Verbs that print tables (`get`) know columns too. */
const printsColumns = (session: Session): boolean => session.flags.knows('no-headers');

function noSuchFormat(session: Session): KubectlError {
  const formats = printsColumns(session)
    ? `custom-columns,custom-columns-file,${FORMATS},wide,yaml`
    : `${FORMATS},yaml`;
  return new KubectlError(
    `error: unable to match a printer suitable for the output format "${session.flags.string('output')}", allowed formats are: ${formats}`,
  );
}

/** The printer for -o, or null when the verb prints its own way (no -o, `wide`). */
export function objectPrinter(
  session: Session,
  { operation = '', typed = false }: PrinterOptions = {},
): ObjectPrinter | null {
  const output = session.flags.string('output') || (session.flags.string('template') && 'go-template');
  const separator = output.indexOf('=');
  const format = separator < 0 ? output : output.slice(0, separator);
  const argument = separator < 0 ? session.flags.string('template') : output.slice(separator + 1);
  if (separator >= 0 && ['json', 'yaml', 'name', 'wide'].includes(format)) throw noSuchFormat(session);
  const keep = session.flags.boolean('show-managed-fields');
  const clean = (object: JsonObject) => (keep ? object : withoutManagedFields(object));
  switch (format) {
    case '':
      return null;
    case 'wide':
      if (!printsColumns(session)) throw noSuchFormat(session);
      return null;
    case 'json':
      return (object) => (typed ? toOrderedJson(inStructOrder(clean(object))) : toJson(clean(object)));
    case 'yaml': {
      let printed = 0;
      return (object) => `${printed++ > 0 ? '---\n' : ''}${toYaml(clean(object))}`;
    }
    case 'name':
      return (object, resource) => namePrinter(object, resource, operation);
    default:
      return templatePrinter(session, format, argument);
  }
}

function templatePrinter(session: Session, format: string, argument: string): ObjectPrinter {
  const fromFile = format.endsWith('file');
  const source = () => {
    if (!argument) throw new KubectlError(`error: template format specified but no template given`);
    return fromFile ? readTemplate(session, argument) : argument;
  };
  const allowMissing = session.flags.boolean('allow-missing-template-keys');
  switch (format) {
    case 'jsonpath':
    case 'jsonpath-file': {
      const template = parseJsonPath(source());
      return (object) => printJsonPath(template, object, allowMissing);
    }
    case 'jsonpath-as-json': {
      const template = parseJsonPath(source());
      return (object) => printJsonPath(template, object, allowMissing, true);
    }
    case 'go-template':
    case 'go-template-file':
    case 'template':
    case 'templatefile': {
      const template = parseTemplate(source());
      return (object) => printTemplate(template, object, allowMissing);
    }
    case 'custom-columns':
    case 'custom-columns-file':
      if (!printsColumns(session)) throw noSuchFormat(session);
      if (!argument) throw new KubectlError('error: custom-columns format specified but no custom columns given');
      return customColumns(source(), session.flags.boolean('no-headers'), fromFile);
    default:
      throw noSuchFormat(session);
  }
}

function readTemplate(session: Session, path: string): string {
  try {
    return readFile(session, path);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(
      error.message.replace(
        'error: ',
        `error: error reading ${/^custom/.test(session.flags.string('output')) ? '' : '--'}template ${path}, `,
      ),
    );
  }
}

/** `pod/red`, `deployment.apps/red`; with an operation, `deployment.apps/red created`. */
function namePrinter(object: JsonObject, resource: ApiResource | undefined, operation: string): string {
  const items = Array.isArray(object['items']) ? object['items'].filter(isRecord) : null;
  if (items) return items.map((item) => `${objectName(item)}\n`).join('');
  return `${resource ? `${kindName(resource)}/${nameOf(object)}` : objectName(object)}${operation ? ` ${operation}` : ''}\n`;
}

/** `deployment.apps/red` from the object alone. */
export function objectName(object: JsonObject): string {
  const apiVersion = String(object['apiVersion'] ?? '');
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${String(object['kind'] ?? '').toLowerCase()}${group}/${nameOf(object)}`;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const items = object['items'];
  if (Array.isArray(items)) {
    return { ...object, items: items.map((item) => (isRecord(item) ? withoutManagedFields(item) : item)) };
  }
  const metadata = object['metadata'];
  if (!isRecord(metadata) || metadata['managedFields'] === undefined) return object;
  const { managedFields: _dropped, ...rest } = metadata;
  return { ...object, metadata: rest };
}

/** A run's one printer, which knows what it has printed before. */
const reporters = new WeakMap<Session, ObjectPrinter>();

/**
 * Says what a verb did: `deployment.apps/red created`, or the object in the format of -o.
 * Dry runs are named as kubectl names them.
 */
export async function report(
  session: Session,
  object: JsonObject,
  operation: string,
  resource?: ApiResource,
  options: PrinterOptions = {},
): Promise<void> {
  const printer = reporters.get(session) ?? objectPrinter(session, options);
  if (printer) reporters.set(session, printer);
  if (printer) return session.print(printer(object, resource));
  const name = resource ? `${kindName(resource)}/${nameOf(object)}` : objectName(object);
  return session.print(`${name} ${operation}${dryRunSuffix(session)}\n`);
}

export function dryRunSuffix(session: Session): string {
  const mode = dryRunOf(session);
  if (mode === 'client') return ' (dry run)';
  return mode === 'server' ? ' (server dry run)' : '';
}

export function dryRunOf(session: Session): 'none' | 'client' | 'server' {
  if (!session.flags.changed('dry-run')) return 'none';
  const value = session.flags.string('dry-run');
  if (value === 'client' || value === 'server' || value === 'none') return value;
  if (value === 'unchanged') {
    session
      .error(
        'W0000 00:00:00.000000       1 helpers.go:731] --dry-run is deprecated and can be replaced with --dry-run=client.\n',
      )
      .catch(() => {});
    return 'client';
  }
  throw new KubectlError(`error: Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}
