import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { decodeProtobuf, ProtobufError } from '../../resources/protobuf.ts';
import { refusals } from '../errors.ts';
import { parseClause } from './negotiation.ts';

/** DefaultLimitedRequestBody (apiserver/pkg/server/config.go MaxRequestBodyBytes). */
export const BODY_LIMIT = 3 * 1024 * 1024;

const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];

/** The whole body; 413 as soon as it is too long, without reading on. */
export async function readRequestBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw refusals.tooLarge(BODY_LIMIT);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw refusals.tooLarge(BODY_LIMIT);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The JSON value of a body; undefined when there is none. Throws 400 or 415. */
export function decodeBody(bytes: Buffer, contentType: string, isPatch: boolean): unknown {
  if (bytes.length === 0) return undefined;
  const { type } = parseClause(contentType);
  switch (type) {
    case '':
    case 'application/json':
      return parseJson(bytes);
    case 'application/yaml':
      return parseYaml(bytes);
    case 'application/vnd.kubernetes.protobuf':
      return parseProtobuf(bytes);
    default:
      if (isPatch) return type === 'application/apply-patch+yaml' ? parseYaml(bytes) : parseJson(bytes);
      throw refusals.unsupportedMediaType(ACCEPTED);
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw refusals.badRequest(`json parse error: ${error instanceof Error ? error.message : error}`);
  }
}

function parseYaml(bytes: Buffer): unknown {
  try {
    return parse(bytes.toString('utf8'), { maxAliasCount: 100 });
  } catch (error) {
    throw refusals.badRequest(`yaml: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}

function parseProtobuf(bytes: Buffer): unknown {
  try {
    return decodeProtobuf(bytes);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw refusals.badRequest(error.message);
  }
}
