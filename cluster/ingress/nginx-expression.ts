import { RE2JS, RE2JSException } from 're2js';
import type { ProxiedRequest } from '../proxy/proxied-request.ts';

/** Longer ones are refused, as nginx's parser refuses parameters beyond its buffer. */
const LONGEST_EXPRESSION = 4_096;

/** A regular expression of a path or a header, matched in linear time. Undefined where it is none. */
export function compileExpression(source: string, ignoreCase: boolean): RE2JS | undefined {
  if (source.length > LONGEST_EXPRESSION) return undefined;
  try {
    return RE2JS.compile(source, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  } catch (error) {
    if (error instanceof RE2JSException) return undefined;
    throw error;
  }
}

/** nginx's variables in a value; `groups` are $0 to $9 of the last match. Unknown ones are empty. */
export function expandVariables(text: string, request: ProxiedRequest, groups: readonly string[] = []): string {
  return text.replace(/\$(?:\{(\w+)\}|(\d)|(\w+))/g, (_, braced?: string, digit?: string, name?: string) => {
    if (digit !== undefined) return groups[Number(digit)] ?? '';
    return variable(braced ?? name ?? '', request);
  });
}

function variable(name: string, request: ProxiedRequest): string {
  const { connection, headers } = request;
  if (name.startsWith('http_')) return headers.get(name.slice(5).replaceAll('_', '-')) ?? '';
  if (name.startsWith('cookie_')) return request.cookie(name.slice(7)) ?? '';
  if (name.startsWith('arg_')) return new URLSearchParams(request.query).get(name.slice(4)) ?? '';
  const values: Readonly<Record<string, string>> = {
    scheme: connection.secure ? 'https' : 'http',
    host: request.host,
    best_http_host: request.authority,
    request_uri: request.target,
    uri: request.path,
    args: request.query.slice(1),
    query_string: request.query.slice(1),
    request_method: request.method,
    remote_addr: request.clientAddress,
    remote_port: String(connection.port),
    binary_remote_addr: request.clientAddress,
    server_port: String(connection.listenerPort),
    server_name: request.serverName,
    req_id: request.upstreamHeaders.get('X-Request-ID') ?? '',
  };
  return values[name] ?? '';
}
