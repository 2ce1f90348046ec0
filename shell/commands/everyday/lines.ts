import type { ByteReader } from '../../../cluster/machinery/byte-stream.ts';

const NEWLINE = 10;

/** The lines of a stream as they come, without their newlines; `ended` is false for a last line that has none. */
export async function* linesOf(reader: ByteReader): AsyncGenerator<{ text: string; ended: boolean }> {
  let rest: Uint8Array[] = [];
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
      const piece = chunk.subarray(start, at);
      const bytes =
        rest.length > 0 ? Buffer.concat([...rest, piece]) : Buffer.from(piece.buffer, piece.byteOffset, piece.length);
      rest = [];
      start = at + 1;
      yield { text: bytes.toString('utf8'), ended: true };
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield { text: Buffer.concat(rest).toString('utf8'), ended: false };
}
