/** What cannot be read as protobuf; the message is for the client. */
export class ProtobufError extends Error {}

export interface WireField {
  readonly number: number;
  /** 0: varint, 1: 64 bits, 2: bytes, 5: 32 bits. */
  readonly wireType: number;
  readonly varint: bigint;
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** The fields of one message in the order written. Source: protobuf's encoding document. */
export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (length: number): Uint8Array => {
    if (length < 0 || at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    at = tag.next;
    const number = Number(tag.value >> 3n);
    const wireType = Number(tag.value & 7n);
    if (number < 1) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${wireType})`);
    if (wireType === 0) {
      const { value, next } = readVarint(bytes, at);
      at = next;
      yield { number, wireType, varint: value, bytes: NOTHING };
    } else if (wireType === 2) {
      const { value, next } = readVarint(bytes, at);
      at = next;
      yield { number, wireType, varint: 0n, bytes: take(Number(value)) };
    } else if (wireType === 1 || wireType === 5) {
      const start = at;
      take(wireType === 1 ? 8 : 4);
      const varint = wireType === 1 ? view.getBigUint64(start, true) : BigInt(view.getUint32(start, true));
      yield { number, wireType, varint, bytes: bytes.subarray(start, at) };
    } else throw new ProtobufError(`proto: illegal wireType ${wireType}`);
  }
}

/** All varints of a packed list. */
export function packedVarints(bytes: Uint8Array): bigint[] {
  const values: bigint[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = readVarint(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

function readVarint(bytes: Uint8Array, start: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) throw new ProtobufError('unexpected EOF');
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), next: start + index + 1 };
  }
  throw new ProtobufError('proto: integer overflow');
}
