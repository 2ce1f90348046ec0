/** Writes protobuf messages: fields in the order of the calls, absent values not at all. */
export class ProtobufWriter {
  readonly #chunks: Uint8Array[] = [];

  text(field: number, value: string | undefined): this {
    return value ? this.bytes(field, Buffer.from(value)) : this;
  }

  texts(field: number, values: readonly string[] | undefined): this {
    for (const value of values ?? []) this.bytes(field, Buffer.from(value));
    return this;
  }

  boolean(field: number, value: boolean | undefined): this {
    if (value) this.#chunks.push(varint(field << 3), varint(1));
    return this;
  }

  integer(field: number, value: number | undefined): this {
    if (value) this.#chunks.push(varint(field << 3), varint(value));
    return this;
  }

  double(field: number, value: number | undefined): this {
    if (!value) return this;
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    this.#chunks.push(varint((field << 3) | 1), bytes);
    return this;
  }

  /** A message within this one; an empty one is written, an absent one is not. */
  message(field: number, inner: ProtobufWriter | undefined): this {
    return inner ? this.bytes(field, inner.finish()) : this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.#chunks.push(varint((field << 3) | 2), varint(value.length), value);
    return this;
  }

  finish(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no unsigned integer`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
