import { groupVersion } from '../client/discovery.ts';
import { boolean, string, strings } from '../command-line/flag-table.ts';
import { KubectlError, UsageError } from '../errors.ts';
import { Columns } from '../printers/columns.ts';
import type { Session } from '../session.ts';
import type { Verb } from '../verb.ts';

export const apiResources: Verb = {
  name: 'api-resources',
  usage: 'api-resources',
  flags: {
    'api-group': string(),
    cached: boolean(),
    categories: strings(undefined, true),
    namespaced: boolean(undefined, true),
    'no-headers': boolean(),
    output: string('o'),
    'sort-by': string(),
    verbs: strings(undefined, true),
  },
  run: async (session, args) => {
    const { flags } = session;
    refuseArguments(args, 'api-resources');
    refuseWords(session);
    const { resources } = await session.discovery(true);
    const seen = new Set<string>();
    const shown = resources.filter((resource) => {
      const key = `${resource.name}.${resource.group}`;
      if (seen.has(key)) return false;
      seen.add(key);
      if (resource.verbs.length === 0) return false;
      if (flags.changed('api-group') && resource.group !== flags.string('api-group')) return false;
      if (flags.changed('namespaced') && resource.namespaced !== flags.boolean('namespaced')) return false;
      if (!flags.strings('categories').every((category) => resource.categories.includes(category))) return false;
      return flags.strings('verbs').every((verb) => resource.verbs.includes(verb));
    });
    shown.sort((a, b) => (a.group === b.group ? (a.name < b.name ? -1 : 1) : a.group < b.group ? -1 : 1));
    const sorted = flags.string('sort-by');
    if (sorted === 'name' || sorted === 'kind') shown.sort((a, b) => (a[sorted] < b[sorted] ? -1 : 1));
    const output = flags.string('output');
    if (output === 'name') {
      await session.print(shown.map(({ name, group }) => `${name}${group ? `.${group}` : ''}\n`).join(''));
      return 0;
    }
    const wide = output === 'wide';
    const rows = shown.map((resource) => [
      resource.name,
      resource.shortNames.join(','),
      groupVersion(resource.group, resource.version),
      String(resource.namespaced),
      resource.kind,
      ...(wide ? [resource.verbs.join(','), resource.categories.join(',')] : []),
    ]);
    const head = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
    await session.print(new Columns().format(flags.boolean('no-headers') ? rows : [head, ...rows]));
    return 0;
  },
};

export const apiVersions: Verb = {
  name: 'api-versions',
  usage: 'api-versions',
  flags: {},
  run: async (session, args) => {
    refuseArguments(args, 'api-versions');
    const { groupVersions } = await session.discovery(true);
    await session.print(
      [...groupVersions]
        .sort()
        .map((version) => `${version}\n`)
        .join(''),
    );
    return 0;
  },
};

function refuseArguments(args: readonly string[], command: string): void {
  if (args.length > 0) throw new UsageError(`unexpected arguments: [${args.join(' ')}]`, command);
}

function refuseWords({ flags }: Session): void {
  const output = flags.string('output');
  if (!['', 'name', 'wide'].includes(output))
    throw new KubectlError(
      `error: unable to match a printer suitable for the output format "${output}", allowed formats are: json,name,wide,yaml`,
    );
  if (!['', 'name', 'kind'].includes(flags.string('sort-by')))
    throw new KubectlError('error: --sort-by accepts only name or kind');
}
