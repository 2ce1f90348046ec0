import { stringify } from 'yaml';
import type { Random } from '../../../cluster/machinery/random.ts';
import { encodeProtobuf } from '../encode-protobuf.ts';
import type { JsonMap } from '../mutate-object.ts';
import { chance } from '../nasty-values.ts';

export interface Encoded {
  readonly body: Buffer;
  readonly contentType: string;
}

export function jsonBody(value: unknown, contentType = 'application/json'): Encoded {
  return { body: Buffer.from(jsonText(value)), contentType };
}

/** Where numbers are out of a double's range, JSON.stringify would write null: texts may say `1e999` all the same. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    // Nested beyond what JSON.stringify takes.
    if (error instanceof RangeError) return `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    throw error;
  }
}

function yamlText(json: string): string {
  try {
    return stringify(JSON.parse(json));
  } catch (error) {
    // Nested beyond what the writer takes; JSON is YAML, too.
    if (error instanceof RangeError) return json;
    throw error;
  }
}

/** JSON mostly; YAML, or protobuf where the kind has it. */
export function encoded(random: Random, object: JsonMap): Encoded {
  const way = random.next();
  const text = jsonText(object);
  if (way < 0.12 && text.length < 5_000) {
    return { body: Buffer.from(yamlText(text)), contentType: 'application/yaml' };
  }
  const protobuf = way < 0.3 && text.length < 100_000 ? encodeProtobuf(object) : null;
  if (protobuf) return { body: protobuf, contentType: 'application/vnd.kubernetes.protobuf' };
  const contentType = chance(random, 0.1) ? 'application/json; charset=utf-8' : 'application/json';
  return { body: Buffer.from(text), contentType };
}
