import type { CompactMessage } from '../compact-protobuf.ts';
import type { GoField } from './go-structs.ts';
import { type StructsByPackage, splitName } from './schema-generator.ts';

/** Reads the messages of one generated.proto (proto2, as go-to-protobuf writes it). */
export function compactMessages(
  source: string,
  definitionPrefix: string,
  structs: StructsByPackage,
): Record<string, CompactMessage> {
  const messages: Record<string, CompactMessage> = {};
  for (const [, name, body] of source.matchAll(/^message (\w+) \{\n([\s\S]*?)^\}/gm)) {
    const definition = `${definitionPrefix}.${name}`;
    messages[definition] = compactMessage(definition, body!, structs);
  }
  return messages;
}

function compactMessage(definition: string, body: string, structs: StructsByPackage): CompactMessage {
  const [prefix, name] = splitName(definition);
  const goFields = structs.get(prefix)?.get(name) ?? [];
  const message: Record<string, CompactMessage[string]> = {};
  const declaration = /^ {2}(optional|repeated|required|map<(\w+), ([\w.]+)>)\s*(?:([\w.]+) )?(\w+) = (\d+);/gm;
  for (const [, label, , mapValue, type, field, number] of body.matchAll(declaration)) {
    const go = goFields.find((candidate) => candidate.protobuf === field || candidate.json === field);
    const code = mapValue
      ? `{${typeCode(mapValue, prefix)}`
      : `${label === 'repeated' ? '[' : ''}${typeCode(type!, prefix)}`;
    const flags = flagsOf(go, goFields, code);
    message[number!] = flags ? [go?.json || field!, code, flags] : [go?.json || field!, code];
  }
  return message;
}

/** `k`: zero values are kept, as Go's encoder would write them; `i`: the message's fields belong to its parent. */
function flagsOf(go: GoField | undefined, all: readonly GoField[], code: string): string {
  const inlined = go ?? all.find((candidate) => candidate.inlined && endsAlike(candidate.type, code));
  if (inlined?.inlined) return 'i';
  if (!go) return '';
  return go.pointer || !go.omitEmpty ? 'k' : '';
}

function endsAlike(goType: string, code: string): boolean {
  return code.endsWith(`.${goType.split('.').at(-1)}`);
}

const SCALARS = new Set(['string', 'int32', 'int64', 'bool', 'bytes', 'double', 'uint32', 'uint64']);

function typeCode(type: string, prefix: string): string {
  if (SCALARS.has(type)) return type;
  if (!type.startsWith('.')) return `#${prefix}.${type}`;
  return `#${type.slice(1).replace(/^k8s\.io\.(api|apimachinery|apiextensions_apiserver)/, (_, module: string) => `io.k8s.${module.replace('_', '-')}`)}`;
}
