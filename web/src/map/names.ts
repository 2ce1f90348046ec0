/** Characters of a pod's name that fit its box. */
const fitting = 15;

/** `red-7d9f6c8b54-w4m6z` as it fits a box: `red-…-w4m6z`; of a longer base what fits: `router-d…zmwlk`. */
export function shortPodName(name: string, workload = ''): string {
  const suffix = /-([a-z0-9]{5})$/.exec(name)?.[1];
  if (!suffix) return shorten(name, fitting);
  const base = workload && name.startsWith(workload) ? workload : name.replace(/(-[a-z0-9]{6,10})?-[a-z0-9]{5}$/, '');
  const whole = `${base}-…-${suffix}`;
  return whole.length <= fitting ? whole : `${shorten(base, 9)}${suffix}`;
}

/** The last part, by which people tell pods apart. */
export const podSuffix = (name: string): string => /-([a-z0-9]{5})$/.exec(name)?.[1] ?? name;

export function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

/** What a narrow place shows of an address: the common prefix goes first (`.1.20:80`), never the host part. */
export const withoutPrefix = (address: string): string => address.replace(/^192\.168(?=\.)|^10\.\d+(?=\.)/, '');
