import type { Trace } from '../../../server/schemas/trace.ts';
import type { MapLayout } from './layout.ts';

/** All boxes one can stand on, column by column. */
export function boxColumns(map: MapLayout): string[][] {
  const pods = (role: 'proxy' | 'app') => [
    ...map.pods.filter((p) => p.pod.role === role).map((p) => p.id),
    ...map.folds.filter((f) => f.id.endsWith(`/${role}`)).map((f) => f.id),
  ];
  return [
    ['client'],
    map.edge ? [map.edge.id] : [],
    map.balancers.map((b) => b.id),
    map.bands.map((b) => b.id),
    pods('proxy'),
    pods('app'),
  ].filter((column) => column.length > 0);
}

/** Where an arrow key leads: right and left along the chosen request's path, up and down among the siblings of the column. */
export function neighbour(map: MapLayout, trace: Trace | null, id: string, key: string): string | null {
  const columns = boxColumns(map);
  const column = columns.findIndex((c) => c.includes(id));
  if (column < 0) return null;
  const row = columns[column]!.indexOf(id);
  if (key === 'ArrowUp') return columns[column]![row - 1] ?? null;
  if (key === 'ArrowDown') return columns[column]![row + 1] ?? null;
  const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return null;
  const path = trace?.boxes.map((box) => box.id) ?? [];
  const i = path.indexOf(id);
  if (i >= 0) return path[i + by] ?? null;
  const next = columns[column + by];
  return next?.find((other) => path.includes(other)) ?? next?.[0] ?? null;
}
