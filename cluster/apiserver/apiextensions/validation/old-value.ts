import { isMap } from '../../json.ts';
import { fieldOf, itemsOf, type JsonSchemaProps } from '../schema/json-schema-props.ts';
import { canonical } from '../schema/list-types.ts';

/**
 * A value beside the one it replaces, as far as the two can be told to be one (apiserver/pkg/cel/common CorrelatedObject):
 * fields by name, items of a list of type map by their keys, others not at all.
 */
export class OldValue {
  readonly value: unknown;
  readonly old: unknown;
  readonly schema: JsonSchemaProps;
  #same: boolean | undefined;

  constructor(value: unknown, old: unknown, schema: JsonSchemaProps) {
    this.value = value;
    this.old = old;
    this.schema = schema;
  }

  field(name: string): OldValue | undefined {
    const { value, old } = this;
    if (!isMap(value) || !isMap(old) || !Object.hasOwn(value, name) || !Object.hasOwn(old, name)) return undefined;
    const schema = fieldOf(this.schema, name);
    return schema && new OldValue(value[name], old[name], schema);
  }

  item(index: number): OldValue | undefined {
    const { value, old, schema } = this;
    const items = itemsOf(schema);
    if (!items || schema['x-kubernetes-list-type'] !== 'map' || !Array.isArray(value) || !Array.isArray(old)) {
      return undefined;
    }
    const keys = schema['x-kubernetes-list-map-keys'] ?? [];
    const wanted = keyText(value[index], keys);
    const found = wanted === undefined ? undefined : old.find((item) => keyText(item, keys) === wanted);
    return found === undefined ? undefined : new OldValue(value[index], found, items);
  }

  /** Nothing changed here. */
  get isSame(): boolean {
    this.#same ??= this.value === this.old || canonical(this.value) === canonical(this.old);
    return this.#same;
  }
}

function keyText(item: unknown, keys: readonly string[]): string | undefined {
  return isMap(item) ? canonical(keys.map((key) => item[key] ?? null)) : undefined;
}
