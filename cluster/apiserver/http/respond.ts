import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzip } from 'node:zlib';
import { stringify } from 'yaml';
import { isMap } from '../json.ts';
import { type MediaType, PROTOBUF } from './negotiation.ts';
import { answerBytes } from './object-bytes.ts';
import { answerText, answerValue } from './object-text.ts';

/** Bodies from this length on are compressed when the client takes it (endpoints/handlers/responsewriters). */
const GZIP_THRESHOLD = 128 * 1024;

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly warnings?: readonly string[];
}

/** Writes a JSON value in the media type given; what has no protobuf form is written as JSON. */
export function respondWithValue(
  request: IncomingMessage,
  response: ServerResponse,
  value: unknown,
  answer: Answer & { readonly mediaType?: MediaType },
): void {
  const bytes = answer.mediaType === PROTOBUF ? answerBytes(value) : undefined;
  const mediaType =
    answer.mediaType === PROTOBUF && !bytes ? 'application/json' : (answer.mediaType ?? 'application/json');
  const details = answer.status >= 400 && isMap(value) && isMap(value.details) ? value.details : {};
  if (details.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(details.retryAfterSeconds));
  const content = bytes ?? (mediaType === 'application/yaml' ? yamlText(value) : jsonText(request, value));
  respondWithText(request, response, content, { ...answer, headers: { 'content-type': mediaType, ...answer.headers } });
}

function yamlText(value: unknown): string {
  try {
    return stringify(answerValue(value));
  } catch (error) {
    // Custom resources may be nested deeper than the writer goes; JSON is YAML, too.
    if (error instanceof RangeError) return answerText(value);
    throw error;
  }
}

function jsonText(request: IncomingMessage, value: unknown): string {
  return wantsPretty(request) ? JSON.stringify(answerValue(value), null, 2) : `${answerText(value)}\n`;
}

/** As asked for by `?pretty`; without it, people who use a browser or curl get lines (negotiation/negotiate.go isPrettyPrint). */
function wantsPretty({ url = '', headers }: IncomingMessage): boolean {
  const asked = /[?&]pretty=([^&]*)/.exec(url)?.[1];
  if (asked !== undefined && asked !== '') return /^(1|t|true)$/i.test(asked);
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headers['user-agent'] ?? '');
}

export function respondWithText(
  request: IncomingMessage,
  response: ServerResponse,
  content: string | Buffer,
  answer: Answer,
): void {
  response.statusCode = answer.status;
  response.setHeader('Cache-Control', 'no-cache, private');
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.warnings?.length) {
    response.setHeader(
      'Warning',
      [...new Set(answer.warnings)].map((warning) => `299 - ${quoted(warning)}`),
    );
  }
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  if (bytes.length < GZIP_THRESHOLD || !/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    response.end(bytes);
    return;
  }
  gzip(bytes, { level: 1 }, (error, compressed) => {
    if (error) return response.destroy(error);
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
    response.end(compressed);
  });
}

/** RFC 7234 warn-text, without what a header cannot carry. */
function quoted(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, ' ');
  return `"${printable.replace(/["\\]/g, '\\$&')}"`;
}
