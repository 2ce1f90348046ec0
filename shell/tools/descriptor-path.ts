/** The descriptor that /dev/stdin or /dev/fd/N names. */
export function descriptorOf(path: string): number | undefined {
  if (path === '/dev/stdin') return 0;
  const found = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(path);
  return found ? Number(found[1]) : undefined;
}
