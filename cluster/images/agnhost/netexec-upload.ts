import { goLog } from '../go-text.ts';
import { respond } from '../http-service.ts';
import type { Netexec, NetexecRequest } from './netexec.ts';

/** More is refused. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/** `/upload`: keeps the form's `file` in /uploads and says its name. */
export async function upload({ process }: Netexec, { request, response }: NetexecRequest): Promise<void> {
  goLog(process, 'GET /upload');
  const content = fileOf(await bodyOf(request), String(request.headers['content-type'] ?? ''));
  if (!content) {
    goLog(process, "Unable to upload file: request Content-Type isn't multipart/form-data");
    return respond(response, 200, '{"error":"Unable to upload file."}');
  }
  const { files, random } = process.machine;
  const path = `/uploads/upload${random.integer(1_000_000_000)}`;
  files.write(path, content, 0o700);
  goLog(process, `Wrote upload to ${path}`);
  return respond(response, 201, JSON.stringify({ output: path }));
}

async function bodyOf(request: AsyncIterable<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > LIMIT_BYTES) return Buffer.alloc(0);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The part named `file` (RFC 7578). */
function fileOf(body: Buffer, contentType: string): Buffer | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) return undefined;
  for (let at = body.indexOf(`--${boundary}`); at >= 0; ) {
    const headersEnd = body.indexOf('\r\n\r\n', at);
    const next = body.indexOf(`\r\n--${boundary}`, at + 2);
    if (headersEnd < 0 || next < 0) return undefined;
    const headers = body.subarray(at, headersEnd).toString('latin1');
    if (/name="file"/.test(headers)) return body.subarray(headersEnd + 4, next);
    at = next + 2;
  }
  return undefined;
}
