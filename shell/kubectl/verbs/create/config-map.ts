import { boolean } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { keyProblems, readSources, SOURCE_FLAGS } from './data-sources.ts';
import { type Generator, nameOf } from './generator.ts';
import { nameHash } from './name-hash.ts';

export const configMap: Generator = {
  name: 'configmap',
  aliases: ['cm'],
  usage: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  flags: { ...SOURCE_FLAGS, 'append-hash': boolean() },
  failure: 'failed to create configmap:',
  object: (session, args) => {
    const name = nameOf(session, args, 'create configmap');
    const data: Record<string, string> = {};
    const binaryData: Record<string, string> = {};
    readSources(
      session,
      (key, value) => {
        const problems = keyProblems(key);
        if (problems.length > 0)
          throw new KubectlError(
            `error: ${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problems.join(',')}`,
          );
        for (const [field, present] of Object.entries({ Data: data, BinaryData: binaryData }))
          if (Object.hasOwn(present, key))
            throw new KubectlError(
              `error: cannot add key ${JSON.stringify(key)}, another key by that name already exists in ${field} for ConfigMap "${name}"`,
            );
        const text = value.toString('utf8');
        if (Buffer.from(text).equals(value)) data[key] = text;
        else binaryData[key] = value.toString('base64');
      },
      'config',
    );
    const binary = Object.keys(binaryData).length > 0 ? { binaryData } : {};
    const hash = session.flags.boolean('append-hash')
      ? `-${nameHash({ data, kind: 'ConfigMap', name, ...binary })}`
      : '';
    return {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name: `${name}${hash}` },
      ...(Object.keys(data).length > 0 && { data }),
      ...binary,
    };
  },
};
