/** Orders by code units, as Go orders ASCII. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
