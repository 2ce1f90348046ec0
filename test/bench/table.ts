export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  /** Null: told, not asked for. */
  readonly reached: boolean | null;
}

export function printTable(rows: readonly Row[]): void {
  const cells = [['', 'measured', 'target', ''], ...rows.map((row) => [row.what, row.measured, row.target, mark(row)])];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]!.length)));
  for (const line of cells) {
    console.log(
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

function mark({ reached }: Row): string {
  if (reached === null) return '';
  return reached ? 'reached' : 'MISSED';
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
