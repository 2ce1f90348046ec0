const LINE_END = Buffer.from('\r\n');

/** The chunked transfer coding taken off as it comes (RFC 9112 section 7.1). */
export class ChunkedBody {
  #buffer: Buffer = Buffer.alloc(0);
  ended = false;

  /** The data in `bytes` and what was left over before. */
  read(bytes: Buffer): Buffer {
    this.#buffer = this.#buffer.length === 0 ? bytes : Buffer.concat([this.#buffer, bytes]);
    const data: Buffer[] = [];
    for (let chunk = this.#chunk(); chunk; chunk = this.#chunk()) data.push(chunk);
    return Buffer.concat(data);
  }

  #chunk(): Buffer | null {
    const line = this.#buffer.indexOf(LINE_END);
    if (line < 0 || this.ended) return null;
    const size = Number.parseInt(this.#buffer.toString('latin1', 0, line), 16);
    const [start, end] = [line + 2, line + 2 + size];
    if (this.#buffer.length < end + 2) return null;
    this.ended = size === 0;
    const chunk = this.#buffer.subarray(start, end);
    this.#buffer = this.#buffer.subarray(end + 2);
    return size === 0 ? null : chunk;
  }
}
