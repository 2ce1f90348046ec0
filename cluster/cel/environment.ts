import type { Library } from './function.ts';
import { authorization } from './library/authorizer.ts';
import { comparable } from './library/comparable.ts';
import { formats } from './library/formats.ts';
import { lists } from './library/lists.ts';
import { networks } from './library/networks.ts';
import { operators } from './library/operators.ts';
import { optionals } from './library/optionals.ts';
import { quantity } from './library/quantity.ts';
import { regex } from './library/regex.ts';
import { semver } from './library/semver.ts';
import { sets } from './library/sets.ts';
import { standard } from './library/standard.ts';
import { strings } from './library/strings.ts';
import { urls } from './library/urls.ts';

/** Kubernetes' functions of 1.34 (apiserver/pkg/cel/environment/base.go). */
export const FUNCTIONS: Library = Object.freeze({
  ...operators,
  ...standard,
  ...optionals,
  ...regex,
  ...strings,
  ...lists,
  ...sets,
  ...quantity,
  ...semver,
  ...comparable,
  ...urls,
  ...networks,
  ...formats,
  ...authorization,
});
