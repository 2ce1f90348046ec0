import type { Process } from '../../../cluster/machinery/machine.ts';
import { CurlError } from './errors.ts';
import { fileOrInput } from './file-or-input.ts';
import type { CurlOptions } from './options.ts';

/** What a file's ending says about its type (lib/mime.c). */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['gif', 'image/gif'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['svg', 'image/svg+xml'],
  ['txt', 'text/plain'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['pdf', 'application/pdf'],
  ['xml', 'application/xml'],
]);

/** -F: a multipart/form-data body (RFC 7578) and its Content-Type. Throws CurlError 26. */
export async function formBody(
  process: Process,
  form: CurlOptions['form'],
): Promise<{ body: Buffer; contentType: string }> {
  const digits = Array.from({ length: 16 }, () => process.machine.random.integer(16).toString(16)).join('');
  const boundary = `${'-'.repeat(24)}${digits}`;
  const parts: Buffer[] = [];
  for (const { text, literal } of form) {
    parts.push(Buffer.from(`--${boundary}\r\n`), await formPart(process, text, literal), Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(parts), contentType: `multipart/form-data; boundary=${boundary}` };
}

async function formPart(process: Process, text: string, literal: boolean): Promise<Buffer> {
  const equals = text.indexOf('=');
  if (equals < 0) throw new CurlError(2, 'Illegally formatted input field!');
  const name = text.slice(0, equals);
  const given = text.slice(equals + 1);
  const sign = literal ? '' : given[0];
  if (sign !== '@' && sign !== '<') {
    const [value = '', ...settings] = literal ? [given] : given.split(/;(?=type=|filename=)/);
    return head(name, settingOf(settings, 'filename'), settingOf(settings, 'type'), Buffer.from(value));
  }
  const [path = '', ...settings] = given.slice(1).split(';');
  const content = await fileOrInput(process, path);
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  const guessed = TYPES.get(ending) ?? (sign === '@' ? 'application/octet-stream' : undefined);
  const fileName =
    settingOf(settings, 'filename') ?? (sign === '@' ? path.slice(path.lastIndexOf('/') + 1) : undefined);
  return head(name, fileName, settingOf(settings, 'type') ?? guessed, content);
}

const settingOf = (settings: readonly string[], key: string): string | undefined =>
  settings
    .find((setting) => setting.trim().startsWith(`${key}=`))
    ?.trim()
    .slice(key.length + 1);

const quoted = (text: string): string => `"${text.replace(/["\r\n]/g, (letter) => encodeURIComponent(letter))}"`;

function head(name: string, fileName: string | undefined, type: string | undefined, content: Buffer): Buffer {
  const file = fileName === undefined ? '' : `; filename=${quoted(fileName)}`;
  const lines = `Content-Disposition: form-data; name=${quoted(name)}${file}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`;
  return Buffer.concat([Buffer.from(lines), content]);
}
