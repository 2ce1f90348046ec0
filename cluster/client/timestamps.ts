/** metav1.Time: whole seconds in UTC, `2026-01-05T09:00:00Z`. */
export function toTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** metav1.MicroTime: `2026-01-05T09:00:00.000000Z`. */
export function toMicroTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

export function fromTime(text: string): number {
  return Date.parse(text);
}
