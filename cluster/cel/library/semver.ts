import { define, failure, type Library, noSuchOverload, textOf } from '../function.ts';
import { type CelValue, OpaqueValue } from '../value.ts';

const TYPE = 'kubernetes.Semver';
const PATTERN =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

class Semver extends OpaqueValue {
  readonly typeName = TYPE;
  readonly numbers: readonly bigint[];
  readonly prerelease: readonly string[];
  constructor(numbers: readonly bigint[], prerelease: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Semver && compareVersions(this, other) === 0;
  }
}

/** `v1.2` and `01.2.3` are taken, too, when `normalize` says so. */
function parse(text: string, normalize: boolean): Semver | null {
  const found = PATTERN.exec(normalize ? normalized(text) : text);
  if (!found) return null;
  const [, major = '', minor = '', patch = '', prerelease] = found;
  return new Semver([major, minor, patch].map(BigInt), prerelease === undefined ? [] : prerelease.split('.'));
}

function normalized(text: string): string {
  const [core = '', ...rest] = text.replace(/^v/, '').split(/(?=[-+])/);
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3 && rest.length === 0) parts.push('0');
  return parts.join('.') + rest.join('');
}

function compareVersions(a: Semver, b: Semver): number {
  for (const [at, number] of a.numbers.entries()) {
    const other = b.numbers[at] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length);
  for (const [at, part] of a.prerelease.entries()) {
    const other = b.prerelease[at];
    if (other === undefined) return 1;
    if (part !== other) return comparePart(part, other);
  }
  return a.prerelease.length < b.prerelease.length ? -1 : 0;
}

function comparePart(a: string, b: string): number {
  const [left, right] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (left && right) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (left !== right) return left ? -1 : 1;
  return a < b ? -1 : 1;
}

function versionOf(value: CelValue | undefined): Semver {
  if (!(value instanceof Semver)) throw noSuchOverload();
  return value;
}

const part = (at: number) => define([`${TYPE}.() int`], ([a]) => versionOf(a).numbers[at] ?? 0n);

/** apiserver/pkg/cel/library/semverlib.go, version 1. */
export const semver: Library = {
  semver: define([`(string) ${TYPE}`, `(string, bool) ${TYPE}`], ([a, normalize]) => {
    const text = textOf(a);
    const found = parse(text, normalize === true);
    if (!found)
      throw failure(
        text.split('.').length < 3
          ? 'No Major.Minor.Patch elements found'
          : `Invalid character(s) found in version ${JSON.stringify(text)}`,
      );
    return found;
  }),
  isSemver: define(
    ['(string) bool', '(string, bool) bool'],
    ([a, normalize]) => parse(textOf(a), normalize === true) !== null,
  ),
  major: part(0),
  minor: part(1),
  patch: part(2),
};

/** -1, 0 or 1; undefined when these are no versions. */
export function compareAsVersions(a: CelValue | undefined, b: CelValue | undefined): number | undefined {
  return a instanceof Semver && b instanceof Semver ? compareVersions(a, b) : undefined;
}
