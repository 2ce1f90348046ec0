/** The whole body of a request as text; at most `limitBytes`, beyond which it throws. */
export async function readBody(request: AsyncIterable<unknown>, limitBytes = 4 * 1024 * 1024): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > limitBytes) throw new RangeError('the request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}
