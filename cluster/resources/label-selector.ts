import type { LabelSelector } from 'kubernetes-types/meta/v1.d.ts';

/** `a=1,b in (x,y)` as labels.Selector.String prints it: sorted by key. */
export function labelSelectorText(selector: LabelSelector | undefined): string {
  if (!selector) return '<none>';
  const parts: [string, string][] = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const list = [...values].sort().join(',');
    const text = { In: `${key} in (${list})`, NotIn: `${key} notin (${list})`, Exists: key, DoesNotExist: `!${key}` }[
      operator
    ];
    parts.push([key, text ?? '']);
  }
  return (
    parts
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([, text]) => text)
      .join(',') || '<none>'
  );
}

/** Labels of a set as `k=v,k=v`, sorted. Source: labels.FormatLabels. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return entries.sort().join(',') || '<none>';
}
