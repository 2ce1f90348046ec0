import { boolean, string, strings } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { build } from '../kustomize/build.ts';
import { toYaml } from '../printers/yaml.ts';
import { absolute } from '../resources/absolute-path.ts';
import type { Verb } from '../verb.ts';

export const kustomize: Verb = {
  name: 'kustomize',
  usage: 'kustomize DIR',
  flags: {
    'enable-alpha-plugins': boolean(),
    'enable-helm': boolean(),
    env: strings('e'),
    'load-restrictor': string(undefined, 'LoadRestrictionsRootOnly'),
    output: string('o'),
  },
  run: async (session, args) => {
    if (args.length > 1) throw new KubectlError('error: specify one path to kustomization.yaml');
    const text = build(session, args[0] ?? '.')
      .map(toYaml)
      .join('---\n');
    const output = session.flags.string('output');
    if (output) session.machine.files.write(absolute(session, output), Buffer.from(text));
    else await session.print(text);
    return 0;
  },
};
