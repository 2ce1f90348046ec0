/** One message of generated/protobuf.json: field number → JSON name, type code, flags. */
export type CompactMessage = Readonly<
  Record<string, readonly [name: string, type: string] | readonly [name: string, type: string, flags: string]>
>;
