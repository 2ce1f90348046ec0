import { type Generator, nameOf } from './generator.ts';

export const namespace: Generator = {
  name: 'namespace',
  aliases: ['ns'],
  usage: 'namespace NAME [--dry-run=server|client|none]',
  flags: {},
  object: (session, args) => ({
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name: nameOf(session, args, 'create namespace') },
    spec: {},
    status: {},
  }),
};

export const serviceAccount: Generator = {
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'serviceaccount NAME [--dry-run=server|client|none]',
  flags: {},
  failure: 'failed to create serviceaccount:',
  object: (session, args) => ({
    kind: 'ServiceAccount',
    apiVersion: 'v1',
    metadata: { name: nameOf(session, args, 'create serviceaccount') },
  }),
};
