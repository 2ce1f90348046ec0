import type { Compiler } from '../compile.ts';
import type { Json } from '../json-value.ts';
import { COLLECTIONS } from './collections.ts';
import { DATES } from './dates.ts';
import { MATCHING } from './matching.ts';
import { MATHEMATICS } from './mathematics.ts';
import { TEXTS } from './texts.ts';

/** A builtin that makes one value of its input and its arguments' values. */
export type NativeValue = (compiler: Compiler, input: Json, ...args: Json[]) => Json;

const values: Record<string, NativeValue> = { ...COLLECTIONS, ...DATES, ...MATHEMATICS, ...MATCHING, ...TEXTS };

/** By `name/arity`. */
export const NATIVE_VALUES: Readonly<Record<string, NativeValue>> = values;
