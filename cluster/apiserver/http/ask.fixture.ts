import http, { type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { gunzipSync } from 'node:zlib';

export interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request as the administrator; resolves with the head of the answer. */
export function open(
  connect: () => Duplex,
  method: string,
  path: string,
  body?: string | Buffer,
  headers = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      path,
      headers: { authorization: 'Bearer secret', ...headers },
      createConnection: connect,
    };
    http
      .request(options as unknown as http.RequestOptions, resolve)
      .on('error', reject)
      .end(body);
  });
}

/** The whole answer, decompressed. */
export async function ask(...call: Parameters<typeof open>): Promise<Answer> {
  const response = await open(...call);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
  return { status: response.statusCode, headers: response.headers, text };
}
