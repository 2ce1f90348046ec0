import { STATUS_CODES } from 'node:http';
import type { FileSystem } from '../../machinery/file-system.ts';
import type { NginxLocation, NginxServer } from './configuration.ts';
import { CONTENT_TYPES } from './files.ts';

export const VERSION = 'nginx/1.27.5';

/** What is answered to a request, and what of it stands in the error log. */
export interface NginxAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  /** `open() "/usr/share/nginx/html/x" failed (2: No such file or directory)` */
  readonly error?: string;
}

/** `path` without its query. */
export function answerTo(files: FileSystem, server: NginxServer, path: string, method: string): NginxAnswer {
  const location = locationFor(server, path);
  if (!location) return errorAnswer(404);
  const { answer } = location;
  if (answer) {
    if (answer.status >= 300 && answer.status < 400) {
      return { ...errorAnswer(answer.status), headers: { Location: answer.text } };
    }
    if (answer.text === '' && answer.status >= 400) return errorAnswer(answer.status);
    return { status: answer.status, contentType: answer.contentType, body: Buffer.from(answer.text) };
  }
  if (method !== 'GET' && method !== 'HEAD') return errorAnswer(405);
  return path.endsWith('/') ? indexOf(files, location, path) : fileAnswer(files, location, path);
}

/** The exact location, or the one with the longest beginning of the path (ngx_http_core_module, location). */
function locationFor({ locations }: NginxServer, path: string): NginxLocation | undefined {
  const exact = locations.find((location) => location.exact && location.path === path);
  const prefixes = locations.filter((location) => !location.exact && path.startsWith(location.path));
  return exact ?? prefixes.sort((one, other) => other.path.length - one.path.length)[0];
}

function indexOf(files: FileSystem, location: NginxLocation, path: string): NginxAnswer {
  const folder = `${location.root}${path}`;
  const index = location.index.find((name) => files.exists(`${folder}${name}`));
  if (index !== undefined) return fileAnswer(files, location, `${path}${index}`);
  if (!files.exists(folder)) {
    const missing = `${folder}${location.index[0] ?? ''}`;
    return { ...errorAnswer(404), error: `"${missing}" is not found (2: No such file or directory)` };
  }
  return { ...errorAnswer(403), error: `directory index of "${folder}" is forbidden` };
}

function fileAnswer(files: FileSystem, { root }: NginxLocation, path: string): NginxAnswer {
  const file = `${root}${path}`;
  if (!files.exists(file)) {
    return { ...errorAnswer(404), error: `open() "${file}" failed (2: No such file or directory)` };
  }
  const { kind, modifiedMs } = files.stat(file);
  if (kind === 'directory') return { ...errorAnswer(301), headers: { Location: `${path}/` } };
  const body = files.read(file);
  const seconds = Math.floor(modifiedMs / 1000);
  return {
    status: 200,
    contentType: CONTENT_TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    body,
    headers: {
      'Last-Modified': new Date(seconds * 1000).toUTCString(),
      ETag: `"${seconds.toString(16)}-${body.length.toString(16)}"`,
      'Accept-Ranges': 'bytes',
    },
  };
}

/** nginx's own words where they differ from node's table (ngx_http_special_response.c). */
const TITLES: Readonly<Record<number, string>> = {
  302: 'Found',
  405: 'Not Allowed',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

function errorAnswer(status: number): NginxAnswer {
  const title = `${status} ${TITLES[status] ?? STATUS_CODES[status] ?? ''}`.trim();
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${VERSION}</center>`,
    '</body>',
    '</html>',
    '',
  ];
  return { status, contentType: 'text/html', body: Buffer.from(lines.join('\r\n')) };
}
