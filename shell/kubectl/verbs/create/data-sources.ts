import { FileError } from '../../../../cluster/machinery/file-system.ts';
import { type FlagTable, strings } from '../../command-line/flag-table.ts';
import { KubectlError } from '../../errors.ts';
import { absolute } from '../../resources/absolute-path.ts';
import type { Session } from '../../session.ts';

/** Where ConfigMaps and Secrets get their data from. */
export const SOURCE_FLAGS: FlagTable = {
  'from-env-file': strings(undefined, true),
  'from-file': strings(undefined, true),
  'from-literal': strings(),
};

type Add = (key: string, value: Buffer) => void;

/** Hands every key and value of --from-literal, --from-file and --from-env-file to `add`, in that order. */
export function readSources(session: Session, add: Add, kind: 'config' | 'secret'): void {
  const { flags } = session;
  const envFiles = flags.strings('from-env-file');
  if (envFiles.length > 0 && flags.strings('from-file').length + flags.strings('from-literal').length > 0)
    throw new KubectlError('error: from-env-file cannot be combined with from-file or from-literal');
  for (const source of flags.strings('from-literal')) addLiteral(source, add);
  for (const source of flags.strings('from-file')) addFile(session, source, add);
  for (const path of envFiles) addEnvFile(session, path, add, kind);
}

function addLiteral(source: string, add: Add): void {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new KubectlError(`error: invalid literal source ${source}, expected key=value`);
  add(source.slice(0, equals), Buffer.from(source.slice(equals + 1)));
}

/** kubectl's ParseFileSource. */
function fileSource(source: string): { key: string; path: string } {
  const parts = source.split('=');
  if (parts.length === 1) {
    const trimmed = source.replace(/\/+$/, '');
    return { key: trimmed.slice(trimmed.lastIndexOf('/') + 1), path: source };
  }
  if (parts.length > 2) throw new KubectlError("error: key names or file paths cannot contain '='");
  const [key = '', path = ''] = parts;
  if (!key) throw new KubectlError(`error: key name for file path ${path} missing`);
  if (!path) throw new KubectlError(`error: file path for key name ${key} missing`);
  return { key, path };
}

export function addFile(session: Session, source: string, add: Add): void {
  const { key, path } = fileSource(source);
  const { files } = session.machine;
  if (kindOf(session, path) !== 'directory') {
    add(key, read(session, path));
    return;
  }
  if (source.includes('=')) throw new KubectlError('error: cannot give a key name for a directory path');
  for (const name of files.list(absolute(session, path))) {
    const inside = `${path.replace(/\/+$/, '')}/${name}`;
    if (kindOf(session, inside) === 'file') add(name, read(session, inside));
  }
}

function addEnvFile(session: Session, path: string, add: Add, kind: 'config' | 'secret'): void {
  if (kindOf(session, path) === 'directory') throw new KubectlError(`error: env ${kind} file cannot be a directory`);
  const lines = read(session, path)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .split('\n');
  for (const line of lines) {
    const text = line.replace(/\r$/, '').trimStart();
    if (!text || text.startsWith('#')) continue;
    const equals = text.indexOf('=');
    const key = equals < 0 ? text : text.slice(0, equals);
    refuseVariable(key);
    add(key, Buffer.from(equals < 0 ? (session.process.environment[key] ?? '') : text.slice(equals + 1)));
  }
}

/** apimachinery's IsEnvVarName. */
export function refuseVariable(key: string): void {
  const problems: string[] = [];
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key))
    problems.push(
      "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')",
    );
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  if (problems.length > 0)
    throw new KubectlError(`error: ${JSON.stringify(key)} is not a valid key name: ${problems.join(';')}`);
}

/** apimachinery's IsConfigMapKey. */
export function keyProblems(key: string): string[] {
  const problems: string[] = [];
  if (key.length > 253) problems.push('must be no more than 253 characters');
  if (!/^[-._a-zA-Z0-9]+$/.test(key))
    problems.push(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

function kindOf(session: Session, path: string): string {
  try {
    return session.machine.files.stat(absolute(session, path)).kind;
  } catch (error) {
    throw readingProblem(path, error);
  }
}

function read(session: Session, path: string): Buffer {
  try {
    return Buffer.from(session.machine.files.read(absolute(session, path)));
  } catch (error) {
    throw readingProblem(path, error);
  }
}

function readingProblem(path: string, error: unknown): unknown {
  if (!(error instanceof FileError)) return error;
  return new KubectlError(`error: error reading ${path}: ${error.message.toLowerCase()}`);
}
