import type { ApiResource } from '../client/discovery.ts';
import { boolean, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { explanation } from '../explain/explanation.ts';
import { SchemaDocument } from '../explain/schema.ts';
import { recordAt, stringAt } from '../json.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const explain: Verb = {
  name: 'explain',
  mapperTries: 2,
  usage:
    'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  flags: { 'api-version': string(), output: string('o', 'plaintext'), recursive: boolean() },
  run: async (session, args) => {
    const { flags } = session;
    if (args.length === 0)
      throw new KubectlError(
        'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    if (args.length > 1) throw new KubectlError('error: We accept only this format: explain RESOURCE\n');
    const { resource, path } = await split(session, args[0]!);
    const { group, version } = versionOf(resource, flags.string('api-version'));
    const output = flags.string('output');
    if (!output.startsWith('plaintext')) throw new KubectlError(`error: unrecognized format: ${output}`);
    await session.print(await text(session, { ...resource, group, version }, path));
    return 0;
  },
};

/** `pods.spec.containers`: the resource (with its group, when that is there) and the fields below it. */
async function split(session: Session, argument: string): Promise<{ resource: ApiResource; path: string[] }> {
  const whole = argument.replace(/\.$/, '');
  if (/[[\]{}()*?]/.test(whole) || whole.startsWith('.'))
    throw new KubectlError('error: invalid jsonpath syntax, first node must be field node');
  const [name = '', ...fields] = whole.split('.').filter(Boolean);
  const found = await session.resource(name).catch((error: unknown) => {
    throw error instanceof KubectlError ? new KubectlError(error.message.replace('error: ', '')) : error;
  });
  if (session.flags.string('api-version')) return { resource: found, path: fields };
  const { resources } = await session.discovery();
  const withGroup = (each: ApiResource) => (each.group ? `${each.name}.${each.group}` : each.name);
  const meant = resources.find((each) => each.name === found.name && whole.startsWith(withGroup(each)));
  if (!meant) return { resource: found, path: fields };
  return { resource: meant, path: whole.slice(withGroup(meant).length).split('.').filter(Boolean) };
}

function versionOf(resource: ApiResource, apiVersion: string): { group: string; version: string } {
  if (!apiVersion) return resource;
  const parts = apiVersion.split('/');
  if (parts.length > 2) throw new KubectlError(`error: unexpected GroupVersion string: ${apiVersion}`);
  return parts.length === 2 ? { group: parts[0]!, version: parts[1]! } : { group: '', version: apiVersion };
}

async function text(session: Session, resource: ApiResource, path: readonly string[]): Promise<string> {
  const { group, version, name } = resource;
  const place = group ? `apis/${group}/${version}` : `api/${version}`;
  const index = await session.client.json({ path: '/openapi/v3' });
  const url = stringAt(recordAt(index, 'paths', place), 'serverRelativeURL');
  const shown = `${group}/${version}, Resource=${name}`;
  if (!url) throw new KubectlError(`error: couldn't find resource for "${shown}"`);
  const document = new SchemaDocument(await session.client.json({ path: url }));
  const kind = document.kindOf(group, version, name);
  if (!kind) throw new KubectlError(`error: GVR (${shown}) not found in OpenAPI schema`);
  const schema = document.schemaOf(kind);
  const head = `${group ? `GROUP:      ${stringAt(kind, 'group')}\n` : ''}KIND:       ${stringAt(kind, 'kind')}\nVERSION:    ${stringAt(kind, 'version')}\n\n`;
  if (!schema) throw new KubectlError(`error: GVK ${JSON.stringify(kind)} not found in OpenAPI schema`, 1, head);
  const body = explanation(document, schema, path, session.flags.boolean('recursive'));
  if (body === null) throw new KubectlError(`error: field "${path.at(-1)}" does not exist`, 1, head);
  return `${head}${body}\n`;
}
