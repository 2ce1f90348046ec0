interface KubeVersion {
  readonly major: number;
  /** GA before beta before alpha. */
  readonly level: number;
  readonly minor: number;
}

const LEVELS: Readonly<Record<string, number>> = { alpha: 0, beta: 1 };

/** Positive when `a` comes before `b` in discovery (apimachinery/pkg/version CompareKubeAwareVersionStrings). */
export function compareVersions(a: string, b: string): number {
  if (a === b) return 0;
  const left = parse(a);
  const right = parse(b);
  if (!left && !right) return a < b ? 1 : -1;
  if (!left || !right) return left ? 1 : -1;
  return left.level - right.level || left.major - right.major || left.minor - right.minor;
}

function parse(version: string): KubeVersion | undefined {
  const found = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (!found) return undefined;
  const [, major, level, minor] = found;
  return { major: Number(major), level: level === undefined ? 2 : LEVELS[level]!, minor: Number(minor ?? 0) };
}
