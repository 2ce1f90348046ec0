/** What this device remembers (sizes, theme). Storage that is full or switched off forgets, it never fails. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Remembering is a courtesy.
  }
}

export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** A remembered size in CSS pixels, kept within its bounds. */
export function rememberedSize(name: string, standard: number, min: number, max: number): number {
  const value = Number(remembered(name) ?? standard);
  return Number.isFinite(value) ? Math.min(max, Math.max(min, value)) : standard;
}
