import type { Library } from './function.ts';
import { operators } from './library/operators.ts';
import { optionals } from './library/optionals.ts';
import { regex } from './library/regex.ts';
import { standard } from './library/standard.ts';

/** Kubernetes' functions of 1.34 (apiserver/pkg/cel/environment/base.go). */
export const FUNCTIONS: Library = Object.freeze({
  ...operators,
  ...standard,
  ...optionals,
  ...regex,
});
