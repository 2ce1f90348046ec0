import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import { KubectlError } from '../errors.ts';
import { isRecord, type JsonObject, nameOf, namespaceOf, stringAt } from '../json.ts';
import { build } from '../kustomize/build.ts';
import { toCompactJson } from '../printers/json.ts';
import type { Session } from '../session.ts';
import { absolute } from './absolute-path.ts';
import { type Document, parseManifest } from './parse-manifest.ts';
import type { Target } from './target.ts';

/** -f or -k must be there, and not both (cli-runtime's FilenameOptions). */
export function refuseFileFlags({ flags }: Session): void {
  const files = flags.strings('filename').length > 0;
  const kustomize = flags.string('kustomize') !== '';
  if (!files && !kustomize) throw new KubectlError('error: must specify one of -f and -k');
  if (files && kustomize) throw new KubectlError('error: only one of -f or -k can be specified');
}

/** Everything the files of -f say, in order. Errors of single documents are collected, as kubectl goes on with the rest. */
export async function targetsOf(session: Session): Promise<{ targets: Target[]; errors: unknown[] }> {
  const { flags } = session;
  const targets: Target[] = [];
  const errors: unknown[] = [];
  const kustomization = flags.string('kustomize');
  if (kustomization) {
    for (const object of build(session, kustomization)) {
      try {
        targets.push(await targetOf(session, { object, source: kustomization }));
      } catch (error) {
        errors.push(error);
      }
    }
  }
  for (const path of flags.strings('filename')) {
    for (const document of await documentsOf(session, path)) {
      try {
        targets.push(await targetOf(session, document));
      } catch (error) {
        errors.push(error);
      }
    }
  }
  return { targets, errors };
}

export async function documentsOf(session: Session, path: string): Promise<Document[]> {
  if (path === '-') return parseManifest(Buffer.from(await readAll(session.process.stdin)).toString('utf8'), 'STDIN');
  if (/^https?:\/\//.test(path)) {
    throw new KubectlError(`error: this kubectl reads no manifests over the network: download ${path} first (curl -O)`);
  }
  const documents: Document[] = [];
  for (const file of filesAt(session, path)) {
    const text = Buffer.from(session.machine.files.read(absolute(session, file))).toString('utf8');
    documents.push(...parseManifest(text, file));
  }
  return documents;
}

export function readFile(session: Session, path: string): string {
  try {
    return Buffer.from(session.machine.files.read(absolute(session, path))).toString('utf8');
  } catch (error) {
    throw fileProblem(path, error);
  }
}

function fileProblem(path: string, error: unknown): unknown {
  if (!(error instanceof FileError)) return error;
  return new KubectlError(`error: open ${path}: ${error.message.toLowerCase()}`);
}

function filesAt(session: Session, path: string): string[] {
  const { files } = session.machine;
  const whole = absolute(session, path);
  if (!files.exists(whole)) throw new KubectlError(`error: the path "${path}" does not exist`);
  if (files.stat(whole).kind !== 'directory') return [path];
  const found = manifestsIn(session, path, session.flags.boolean('recursive'));
  if (found.length === 0) {
    throw new KubectlError(`error: error reading [${path}]: recognized file extensions are [.json .yaml .yml]`);
  }
  return found;
}

function manifestsIn(session: Session, directory: string, recursive: boolean): string[] {
  const { files } = session.machine;
  const base = directory.replace(/\/+$/, '');
  const found: string[] = [];
  for (const name of files.list(absolute(session, directory))) {
    const path = `${base}/${name}`;
    if (files.stat(absolute(session, path)).kind === 'directory') {
      if (recursive) found.push(...manifestsIn(session, path, true));
    } else if (/\.(json|ya?ml)$/.test(name)) found.push(path.replace(/^\.\//, ''));
  }
  return found;
}

async function targetOf(session: Session, { object, source }: Document): Promise<Target> {
  const apiVersion = stringAt(object, 'apiVersion');
  const kind = stringAt(object, 'kind');
  const missing = [...(apiVersion ? [] : ['apiVersion not set']), ...(kind ? [] : ['kind not set'])];
  if (missing.length > 0 && !session.flags.knows('validate')) {
    const field = kind ? 'apiVersion' : 'Kind';
    throw new KubectlError(
      `error: unable to decode "${source}": Object '${field}' is missing in '${toCompactJson(object)}'`,
    );
  }
  if (missing.length > 0) {
    const text = missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`;
    throw new KubectlError(
      `error: error validating "${source}": error validating data: ${text}; if you choose to ignore these errors, turn validation off with --validate=false`,
    );
  }
  const resource = await session.kind(apiVersion, kind);
  if (!resource) {
    throw new KubectlError(
      `error: resource mapping not found for name: "${nameOf(object)}" namespace: "${namespaceOf(object)}" from "${source}": no matches for kind "${kind}" in version "${apiVersion}"\nensure CRDs are installed first`,
    );
  }
  const given = namespaceOf(object);
  if (given && session.namespaceIsExplicit && resource.namespaced && given !== session.namespace) {
    throw new KubectlError(
      `error: the namespace from the provided object "${given}" does not match the namespace "${session.namespace}". You must pass '--namespace=${given}' to perform this operation.`,
    );
  }
  const namespace = resource.namespaced ? given || session.namespace : '';
  const placed = namespace && !given && !session.flags.boolean('local') ? withNamespace(object, namespace) : object;
  return { resource, namespace, name: nameOf(object), object: placed, source };
}

function withNamespace(object: JsonObject, namespace: string): JsonObject {
  const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
  return { ...object, metadata: { ...metadata, namespace } };
}
