import type { IncomingMessage } from 'node:http';
import { jsonSyntaxError } from '../../machinery/json-syntax.ts';
import { decodeProtobuf, ProtobufError } from '../../resources/protobuf.ts';
import { refusals } from '../errors.ts';
import { excerptOf, rememberText, UnreadableBody } from '../wire-body.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { withoutLoneSurrogates } from './lone-surrogates.ts';
import { parseClause } from './negotiation.ts';
import { isNestedTooDeeply } from './nesting.ts';
import { readYaml } from './yaml-body.ts';

/** DefaultLimitedRequestBody (apiserver/pkg/server/config.go MaxRequestBodyBytes). */
export const BODY_LIMIT = 3 * 1024 * 1024;

const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The whole body; 413 as soon as it is too long, without reading on. */
export function readRequestBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tooLong = () => reject(refusals.tooLarge(BODY_LIMIT));
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) return tooLong();
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > BODY_LIMIT) {
        request.pause();
        tooLong();
      } else chunks.push(chunk);
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/** The JSON value of a body, or an UnreadableBody; undefined when there is none. Throws 415. */
export function decodeBody(bytes: Buffer, contentType: string, isPatch: boolean): unknown {
  const { type } = parseClause(contentType);
  if (isPatch) {
    if (bytes.length === 0 && type !== 'application/apply-patch+yaml') return readJson(bytes);
    return type === 'application/apply-patch+yaml' ? readYaml(bytes) : readJson(bytes);
  }
  if (bytes.length === 0) return undefined;
  switch (type) {
    case '':
    case 'application/json':
      return readJson(bytes);
    case 'application/yaml':
      return readYaml(bytes);
    case 'application/vnd.kubernetes.protobuf':
      return readProtobuf(bytes);
    default:
      throw refusals.unsupportedMediaType(ACCEPTED);
  }
}

function readJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  const excerpt = excerptOf(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new UnreadableBody(jsonSyntaxError(text), excerpt);
  }
  if (isNestedTooDeeply(value)) return new UnreadableBody('exceeded max depth', excerpt);
  value = withoutLoneSurrogates(text, value);
  const repeated = duplicateFields(text, value);
  rememberText(value, { excerpt, ...(repeated && { repeated }) });
  return value;
}

function readProtobuf(bytes: Buffer): unknown {
  try {
    const value = decodeProtobuf(bytes);
    rememberText(value, { excerpt: excerptOf(bytes) });
    return value;
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    return new UnreadableBody(error.message, excerptOf(bytes));
  }
}
