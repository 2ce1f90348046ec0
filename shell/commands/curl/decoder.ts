import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { CurlError } from './errors.ts';
import { headerOf, type ResponseHead } from './http-exchange.ts';
import type { CurlOptions } from './options.ts';

const DECODED_MAX = 64 * 1024 * 1024;

const DECODERS: ReadonlyMap<string, (bytes: Buffer, options: { maxOutputLength: number }) => Buffer> = new Map([
  ['gzip', gunzipSync],
  ['deflate', inflateSync],
  ['br', brotliDecompressSync],
]);

/** --compressed: what undoes a response's Content-Encoding, or null. `result` throws CurlError 61. */
export function bodyDecoder(
  options: CurlOptions,
  head: ResponseHead,
): { push(chunk: Buffer): void; result(): Buffer } | null {
  const encoding = headerOf(head, 'content-encoding');
  const decode = encoding === undefined ? undefined : DECODERS.get(encoding);
  if (!options.switches.has('compressed') || !decode) return null;
  const chunks: Buffer[] = [];
  return {
    push: (chunk) => {
      chunks.push(chunk);
    },
    result: () => {
      try {
        return decode(Buffer.concat(chunks), { maxOutputLength: DECODED_MAX });
      } catch {
        throw new CurlError(61, 'Error while processing content unencoding: incorrect header check');
      }
    },
  };
}
