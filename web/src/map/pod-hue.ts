/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 2166136261;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return hash;
}

/** A pod's hue in degrees, from its name alone: the map and the app's own page agree. */
export const podHue = (name: string): number => (fnv1a(name) % 24) * 15;

/** A workload that is called by a colour has that colour: "red" drawn in blue would be a riddle of its own. */
const NAMED_HUES: Readonly<Record<string, number>> = {
  red: 0,
  orange: 30,
  green: 140,
  blue: 215,
  purple: 280,
  pink: 330,
};
/** Between two pods of a workload with a colour of its own: still that colour, and not the same. */
const NAMED_STEP = 16;

/** Hues of pods shown together: two pods of one workload closer than 30° are moved apart, the later one by 30° until free. */
export function podHues(pods: readonly { readonly name: string; readonly workload: string }[]): Map<string, number> {
  const hues = new Map<string, number>();
  const taken = new Map<string, number[]>();
  for (const pod of pods) {
    const others = taken.get(pod.workload) ?? [];
    const named = NAMED_HUES[pod.workload];
    let hue = named === undefined ? podHue(pod.name) : (named + others.length * NAMED_STEP) % 360;
    for (let tries = 0; tries < 12 && named === undefined && others.some((other) => distance(other, hue) < 30); tries++)
      hue = (hue + 30) % 360;
    hues.set(pod.name, hue);
    taken.set(pod.workload, [...others, hue]);
  }
  return hues;
}

function distance(a: number, b: number): number {
  const d = Math.abs(a - b) % 360;
  return Math.min(d, 360 - d);
}
