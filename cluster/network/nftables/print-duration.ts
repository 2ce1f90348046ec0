/** As nft prints times: `1h30m`, `4m59s732ms`, `0s` of nothing. */
export function printDuration(ms: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
  ];
  let left = Math.floor(ms);
  let text = '';
  for (const [unit, length] of units) {
    const count = Math.floor(left / length);
    left -= count * length;
    if (count > 0) text += `${count}${unit}`;
  }
  return text || '0s';
}

/** `1h30m`, `60s`, `90`: milliseconds, or undefined. */
export function parseDuration(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const match = /^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!match || text === '') return undefined;
  const [days, hours, minutes, seconds, ms] = match.slice(1).map((part) => Number(part ?? 0));
  return days! * 86_400_000 + hours! * 3_600_000 + minutes! * 60_000 + seconds! * 1_000 + ms!;
}
