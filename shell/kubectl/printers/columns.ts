/**
 * Columns of text as kubectl's tab writer lays them out: at least 6 wide, 3 blanks between, and never narrower than
 * an earlier row of the same table (a watch prints row by row).
 */
export class Columns {
  #widths: number[] = [];

  /** All rows of a table at once; a row's last cell is not padded. */
  format(rows: readonly (readonly string[])[]): string {
    for (const row of rows) {
      row.slice(0, -1).forEach((cell, at) => {
        this.#widths[at] = Math.max(this.#widths[at] ?? 6, [...cell].length + 3);
      });
    }
    return rows
      .map(
        (row) => `${row.map((cell, at) => (at === row.length - 1 ? cell : pad(cell, this.#widths[at]!))).join('')}\n`,
      )
      .join('');
  }
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - [...cell].length));
}
