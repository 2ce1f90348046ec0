const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 512,
  kB: 1000,
  K: 1024,
  KiB: 1024,
  k: 1024,
  MB: 1e6,
  M: 1024 ** 2,
  MiB: 1024 ** 2,
  m: 1024 ** 2,
  GB: 1e9,
  G: 1024 ** 3,
  GiB: 1024 ** 3,
  TB: 1e12,
  T: 1024 ** 4,
};

/** A number with a unit as coreutils take it (`10`, `2K`, `1MB`); undefined when it is none. */
export function sizeArgument(text: string): number | undefined {
  const found = /^(\d+)([a-zA-Z]*)$/.exec(text);
  const unit = found && Object.hasOwn(UNITS, found[2]!) ? UNITS[found[2]!] : undefined;
  return found && unit !== undefined ? Number(found[1]) * unit : undefined;
}
