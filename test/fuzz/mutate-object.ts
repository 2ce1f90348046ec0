import type { Random } from '../../cluster/machinery/random.ts';
import type { Schema } from '../../cluster/resources/schema.ts';
import { chance, nastyString, nastyValue, pick } from './nasty-values.ts';
import { schemaValue } from './schema-value.ts';

export type JsonMap = Record<string, unknown>;

/** A place within an object: `holder[key]`. `schema` is that of the value there, where it is known. */
interface Place {
  readonly holder: JsonMap | unknown[];
  readonly key: string | number;
  readonly schema: Schema | undefined;
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A copy of a valid object with one to three changes, mostly one; most stay close to what its schema says. */
export function mutated(random: Random, valid: JsonMap, schema: Schema | undefined): JsonMap {
  const object = structuredClone(valid);
  const changes = 1 + Math.floor(random.next() ** 2 * 3);
  for (let change = 0; change < changes; change++) mutateOnce(random, object, schema);
  return object;
}

function mutateOnce(random: Random, object: JsonMap, schema: Schema | undefined): void {
  const places = placesIn(object, schema);
  if (places.length === 0) return;
  const place = pick(random, places);
  switch (random.integer(9)) {
    case 0:
      return remove(place);
    case 1:
      return set(place, nastyValue(random));
    case 2:
    case 3:
      return set(place, place.schema ? schemaValue(random, place.schema, 3) : nastyValue(random));
    case 4:
      return set(place, valueAt(pick(random, places)));
    case 5:
      return addField(random, place, nastyString(random), nastyValue(random));
    case 6:
    case 7:
      return addKnownField(random, place);
    default:
      return repeat(random, place);
  }
}

/** Places this deep are not changed. */
const MAX_DEPTH = 40;

function placesIn(value: unknown, schema: Schema | undefined, places: Place[] = [], depth = 0): Place[] {
  if (depth > MAX_DEPTH) return places;
  if (Array.isArray(value)) {
    value.forEach((item, key) => {
      places.push({ holder: value, key, schema: schema?.items });
      placesIn(item, schema?.items, places, depth + 1);
    });
  } else if (isMap(value)) {
    for (const [key, field] of Object.entries(value)) {
      const inner = schema?.properties?.[key] ?? schema?.additionalProperties;
      places.push({ holder: value, key, schema: inner });
      placesIn(field, inner, places, depth + 1);
    }
  }
  return places;
}

function valueAt({ holder, key }: Place): unknown {
  const value: unknown = Reflect.get(holder, key);
  try {
    return structuredClone(value);
  } catch (error) {
    // Nested beyond what can be copied: shared, then.
    if (error instanceof RangeError) return value;
    throw error;
  }
}

/** As an own property, whatever its name is (`__proto__`). */
function set({ holder, key }: Pick<Place, 'holder' | 'key'>, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

function addField(random: Random, place: Place, name: string, value: unknown): void {
  const inside = Reflect.get(place.holder, place.key);
  const holder = isMap(inside) && chance(random, 0.5) ? inside : place.holder;
  if (Array.isArray(holder)) holder.push(value);
  else set({ holder, key: name }, value);
}

function addKnownField(random: Random, place: Place): void {
  const inside = Reflect.get(place.holder, place.key);
  const known = Object.entries(place.schema?.properties ?? {});
  if (isMap(inside) && known.length > 0) {
    const [name, schema] = pick(random, known);
    set({ holder: inside, key: name }, schemaValue(random, schema, 4));
  } else if (Array.isArray(inside) && place.schema?.items) {
    inside.push(schemaValue(random, place.schema.items, 4));
  } else if (place.schema) {
    set(place, schemaValue(random, place.schema, 4));
  }
}

function repeat(random: Random, place: Place): void {
  const { holder } = place;
  const copy = valueAt(place);
  if (Array.isArray(holder)) {
    const times = chance(random, 0.05) ? 500 : 1;
    for (let time = 0; time < times; time++) holder.push(structuredClone(copy));
  } else {
    const name = String(place.key);
    set({ holder, key: pick(random, [name.toUpperCase(), `${name}s`, name[0]?.toUpperCase() + name.slice(1)]) }, copy);
  }
}
