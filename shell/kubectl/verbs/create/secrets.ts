import { createPrivateKey, X509Certificate } from 'node:crypto';
import { boolean, string, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { readFile } from '../../resources/manifests.ts';
import type { Session } from '../../session.ts';
import { addFile, keyProblems, readSources, SOURCE_FLAGS } from './data-sources.ts';
import { type Generator, type GeneratorGroup, nameOf } from './generator.ts';
import { nameHash } from './name-hash.ts';

const FAILURE = 'failed to create secret';

/** Adds to `data`, values in base64, what may be a key of a Secret. */
function addTo(data: Record<string, string>): (key: string, value: Buffer) => void {
  return (key, value) => {
    const problems = keyProblems(key);
    if (problems.length > 0)
      throw new KubectlError(`error: ${JSON.stringify(key)} is not valid key name for a Secret ${problems.join(';')}`);
    if (Object.hasOwn(data, key))
      throw new KubectlError(`error: cannot add key ${key}, another key by that name already exists`);
    data[key] = value.toString('base64');
  };
}

function secretOf(session: Session, name: string, data: Readonly<Record<string, string>>, type: string): JsonObject {
  const hash = session.flags.boolean('append-hash') ? `-${nameHash({ data, kind: 'Secret', name, type })}` : '';
  return {
    kind: 'Secret',
    apiVersion: 'v1',
    metadata: { name: `${name}${hash}` },
    ...(Object.keys(data).length > 0 && { data }),
    ...(type && { type }),
  };
}

const generic: Generator = {
  name: 'generic',
  usage:
    'secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  flags: { ...SOURCE_FLAGS, 'append-hash': boolean(), type: string() },
  failure: FAILURE,
  object: (session, args) => {
    const name = nameOf(session, args, 'create secret generic');
    const data: Record<string, string> = {};
    readSources(session, addTo(data), 'secret');
    return secretOf(session, name, data, session.flags.string('type'));
  },
};

const dockerRegistry: Generator = {
  name: 'docker-registry',
  usage:
    'secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  flags: {
    'append-hash': boolean(),
    'docker-email': string(),
    'docker-password': string(),
    'docker-server': string(undefined, 'https://index.docker.io/v1/'),
    'docker-username': string(),
    'from-file': strings(undefined, true),
  },
  failure: FAILURE,
  object: (session, args) => {
    const { flags } = session;
    const name = nameOf(session, args, 'create secret docker-registry');
    const [username, password, server] = ['username', 'password', 'server'].map((flag) =>
      flags.string(`docker-${flag}`),
    );
    const sources = flags.strings('from-file');
    if (sources.length === 0 && (!username || !password || !server))
      throw new KubectlError(
        'error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    const data: Record<string, string> = {};
    const add = addTo(data);
    for (const source of sources) addFile(session, source.includes('=') ? source : `.dockerconfigjson=${source}`, add);
    if (sources.length === 0) {
      const email = flags.string('docker-email');
      const auth = Buffer.from(`${username}:${password}`).toString('base64');
      const entry = { username, password, ...(email && { email }), auth };
      add('.dockerconfigjson', Buffer.from(JSON.stringify({ auths: { [server!]: entry } })));
    }
    return secretOf(session, name, data, 'kubernetes.io/dockerconfigjson');
  },
};

const tls: Generator = {
  name: 'tls',
  usage: 'secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  flags: { 'append-hash': boolean(), cert: string(), key: string() },
  failure: FAILURE,
  object: (session, args) => {
    const name = nameOf(session, args, 'create secret tls');
    const { flags } = session;
    if (!flags.string('cert') || !flags.string('key')) throw new KubectlError('error: key and cert must be specified');
    const [cert, key] = ['cert', 'key'].map((flag) => readPem(session, flags.string(flag)));
    refuseMismatch(cert!, key!);
    const data: Record<string, string> = {};
    const add = addTo(data);
    add('tls.crt', Buffer.from(cert!));
    add('tls.key', Buffer.from(key!));
    return secretOf(session, name, data, 'kubernetes.io/tls');
  },
};

function readPem(session: Session, path: string): string {
  try {
    return readFile(session, path);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(`error: Cannot read file ${path}, ${error.message.replace('error: ', '')}`);
  }
}

/** Go's tls.X509KeyPair. */
function refuseMismatch(cert: string, key: string): void {
  if (!cert.includes('-----BEGIN '))
    throw new KubectlError('error: tls: failed to find any PEM data in certificate input');
  if (!cert.includes('-----BEGIN CERTIFICATE-----'))
    throw new KubectlError(
      /BEGIN [A-Z ]*PRIVATE KEY/.test(cert)
        ? 'error: tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : 'error: tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: []',
    );
  if (!key.includes('-----BEGIN ')) throw new KubectlError('error: tls: failed to find any PEM data in key input');
  if (!/BEGIN [A-Z ]*PRIVATE KEY/.test(key))
    throw new KubectlError('error: tls: found a certificate rather than a key in the PEM for the private key');
  let matches: boolean;
  try {
    matches = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new KubectlError('error: tls: failed to parse private key');
  }
  if (!matches) throw new KubectlError('error: tls: private key does not match public key');
}

export const secret: GeneratorGroup = {
  name: 'secret',
  usage: 'secret (docker-registry | generic | tls)',
  children: [dockerRegistry, generic, tls],
};
