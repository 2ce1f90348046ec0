import { readAll } from '../../../cluster/machinery/byte-stream.ts';
import { FileError } from '../../../cluster/machinery/file-system.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import { absolutePath } from '../../interpreter/path-name.ts';
import { CurlError, UsageError } from './errors.ts';
import { fileOrInput } from './file-or-input.ts';
import { formBody } from './form.ts';
import type { CurlOptions, DataKind } from './options.ts';

export interface RequestParts {
  readonly method: string;
  readonly body: Buffer | null;
  readonly contentType: string | null;
  /** -T: the body waits for `100 Continue`; from standard input it goes in chunks. */
  readonly upload: 'file' | 'stream' | null;
}

/** Method and body that the options ask for. `upload`: -T's file, absent for none. Throws CurlError, UsageError. */
export async function requestParts(
  process: Process,
  options: CurlOptions,
  upload: string | undefined,
): Promise<RequestParts> {
  const given = (implied: string) => options.method ?? implied;
  if (upload !== undefined) {
    const body = await uploaded(process, upload);
    return { method: given('PUT'), body, contentType: null, upload: isStream(upload) ? 'stream' : 'file' };
  }
  if (options.form.length > 0) {
    const { body, contentType } = await formBody(process, options.form);
    return { method: given('POST'), body, contentType, upload: null };
  }
  const asQuery = options.switches.has('get');
  const body = options.data.length > 0 && !asQuery ? await dataOf(process, options.data) : null;
  const json = options.data.some(({ kind }) => kind === 'json');
  const implied = options.switches.has('head') ? 'HEAD' : body ? 'POST' : 'GET';
  const contentType = body ? (json ? 'application/json' : 'application/x-www-form-urlencoded') : null;
  return { method: given(implied), body, contentType, upload: null };
}

const isStream = (name: string): boolean => name === '-' || name === '.';

async function uploaded(process: Process, name: string): Promise<Buffer> {
  if (isStream(name)) return Buffer.from(await readAll(process.stdin));
  try {
    return Buffer.from(process.machine.files.read(absolutePath(name, process.workingDirectory)));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new UploadError(name);
  }
}

/** A file for -T that cannot be read: told as a wrong command line, and as an error of the transfer. */
export class UploadError extends CurlError {
  readonly usage: UsageError;
  constructor(name: string) {
    super(26, 'Failed to open/read local data from file/application');
    this.usage = new UsageError(`Can't open '${name}'!`);
  }
}

/** What -d and its like add up to. */
export async function dataOf(process: Process, data: CurlOptions['data']): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { kind, text } of data) {
    if (parts.length > 0 && kind !== 'json') parts.push(Buffer.from('&'));
    parts.push(await partOf(process, kind, text));
  }
  return Buffer.concat(parts);
}

async function partOf(process: Process, kind: DataKind, text: string): Promise<Buffer> {
  if (kind === 'raw') return Buffer.from(text);
  if (kind === 'urlencode') return Buffer.from(await urlEncoded(process, text));
  if (!text.startsWith('@')) return Buffer.from(text);
  const bytes = await fileOrInput(process, text.slice(1));
  return kind === 'ascii' ? Buffer.from(bytes.toString('latin1').replace(/[\r\n\0]/g, ''), 'latin1') : bytes;
}

/** `CONTENT`, `=CONTENT`, `NAME=CONTENT`, `@FILE`, `NAME@FILE`; blanks become `+`. */
export async function urlEncoded(process: Process, text: string): Promise<string> {
  const encode = (bytes: string) =>
    bytes.replace(/[^A-Za-z0-9\-._~]/g, (c) =>
      c === ' ' ? '+' : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  const at = text.search(/[=@]/);
  if (at < 0) return encode(Buffer.from(text).toString('latin1'));
  const name = text.slice(0, at);
  const rest = text.slice(at + 1);
  const content = text[at] === '@' ? await fileOrInput(process, rest) : Buffer.from(rest);
  return `${name === '' ? '' : `${name}=`}${encode(content.toString('latin1'))}`;
}
