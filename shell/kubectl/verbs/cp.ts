import { posix } from 'node:path';
import {
  type ByteReader,
  type ByteWriter,
  CollectingWriter,
  createPipe,
} from '../../../cluster/machinery/byte-stream.ts';
import { execIn } from '../client/pod-streams.ts';
import { boolean, integer, string } from '../command-line/flag-table.ts';
import { KubectlError } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { archivePrefix, directoryOf, type FileSpec, joined, parseFileSpec } from '../resources/copy-paths.ts';
import { chosenContainer } from '../resources/pods.ts';
import type { Session } from '../session.ts';
import { writeArchive } from '../tar/pack.ts';
import { unpackArchive } from '../tar/unpack.ts';
import type { Verb } from '../verb.ts';

export const cp: Verb = {
  name: 'cp',
  usage: 'cp <file-spec-src> <file-spec-dest>',
  flags: { container: string('c'), 'no-preserve': boolean(), retries: integer() },
  run: async (session, args) => {
    if (args.length !== 2) throw new KubectlError('error: source and destination are required');
    const source = parseFileSpec(args[0]!);
    const target = parseFileSpec(args[1]!);
    if (source.pod && target.pod)
      throw new KubectlError('error: one of src or dest must be a local file specification');
    if (!source.path || !target.path) throw new KubectlError('error: filepath can not be empty');
    if (source.pod) return copyFromPod(session, source, target.path);
    if (target.pod) return copyToPod(session, source.path, target);
    throw new KubectlError('error: one of src or dest must be a remote file specification');
  },
};

async function podOf(session: Session, { namespace, pod }: FileSpec): Promise<JsonObject> {
  const place = encodeURIComponent(namespace || session.namespace);
  return session.client.json({ path: `/api/v1/namespaces/${place}/pods/${encodeURIComponent(pod)}` });
}

interface Streams {
  readonly input: ByteReader | null;
  readonly output: ByteWriter;
  readonly errors: ByteWriter;
}

async function runIn(session: Session, spec: FileSpec, command: readonly string[], streams: Streams): Promise<number> {
  const pod = await podOf(session, spec);
  const phase = stringAt(pod, 'status', 'phase');
  if (phase === 'Succeeded' || phase === 'Failed')
    throw new KubectlError(`error: cannot exec into a container in a completed pod; current phase is ${phase}`);
  const asked = session.flags.string('container');
  const said = { error: (text: string) => streams.errors.write(Buffer.from(text)) };
  const container = asked || stringAt(await chosenContainer(said, pod, { asked, quiet: false }), 'name');
  return execIn(session, pod, { container, command, terminal: null, ...streams });
}

async function copyToPod(session: Session, source: string, target: FileSpec): Promise<number> {
  const { files } = session.machine;
  const local = posix.resolve(session.process.workingDirectory, source);
  if (!files.exists(local)) throw new KubectlError(`error: ${source} doesn't exist in local filesystem`);
  const path = (await isDirectory(session, target)) ? joined(target.path, posix.basename(source)) : target.path;
  const { reader, writer } = createPipe();
  const packing = writeArchive(files, local, posix.basename(posix.normalize(path)), writer).finally(() =>
    writer.close(),
  );
  packing.catch(() => {});
  const options = session.flags.boolean('no-preserve') ? ['--no-same-permissions', '--no-same-owner'] : [];
  const command = ['tar', ...options, '-xmf', '-', '-C', directoryOf(path)];
  const { stdout, stderr } = session.process;
  try {
    return await runIn(session, target, command, { input: reader, output: stdout, errors: stderr });
  } finally {
    reader.close();
  }
}

/** Asked of the container: where that fails, for whatever reason, the destination is taken for a file. */
async function isDirectory(session: Session, target: FileSpec): Promise<boolean> {
  const nowhere = new CollectingWriter(0);
  const streams = { input: null, output: nowhere, errors: nowhere };
  try {
    return (await runIn(session, target, ['test', '-d', target.path], streams)) === 0;
  } catch (error) {
    if (session.process.signal.aborted) throw error;
    return false;
  }
}

async function copyFromPod(session: Session, source: FileSpec, target: string): Promise<number> {
  const { reader, writer } = createPipe();
  const retries = session.flags.integer('retries');
  const command = retries === 0 ? ['tar', 'cf', '-', source.path] : ['sh', '-c', `tar cf - ${source.path} | tail -c+0`];
  const { stdout } = session.process;
  const running = runIn(session, source, command, { input: null, output: writer, errors: stdout });
  // The archive may end before the command does: what it says after that is of no interest.
  const failed = running.then(() => writer.close());
  const unpacked = unpackArchive(session, reader, {
    prefix: archivePrefix(source.path),
    target,
    hint: `kubectl exec -n ${JSON.stringify(source.namespace)} ${JSON.stringify(source.pod)} -- tar cf - ${JSON.stringify(source.path)} | tar xf -`,
  });
  try {
    await Promise.race([unpacked, failed.then(() => unpacked)]);
    return 0;
  } finally {
    failed.catch(() => {});
    unpacked.catch(() => {});
    reader.close();
  }
}
