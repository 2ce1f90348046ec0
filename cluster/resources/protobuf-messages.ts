import { readFileSync } from 'node:fs';
import type { CompactMessage } from './compact-protobuf.ts';

let messages: Readonly<Record<string, CompactMessage>> | undefined;

/** The message of a definition (`io.k8s.api.core.v1.Pod`); undefined when it has none. Read when first asked for. */
export function messageOf(definition: string): CompactMessage | undefined {
  messages ??= JSON.parse(readFileSync(new URL('./generated/protobuf.json', import.meta.url), 'utf8')) as Record<
    string,
    CompactMessage
  >;
  return messages[definition];
}
