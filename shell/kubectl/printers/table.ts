import { isRecord, type JsonObject, listAt, recordsAt, stringAt, valueAt } from '../json.ts';
import { Columns } from './columns.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly noHeaders: boolean;
  readonly withNamespace: boolean;
  /** `pod/`: put before names when several kinds are printed. */
  readonly kindPrefix: string;
  readonly showLabels: boolean;
  readonly labelColumns: readonly string[];
}

/** Prints the server's metav1.Table answers (cli-runtime's HumanReadablePrinter), row after row of one table. */
export class TablePrinter {
  readonly #options: TableOptions;
  readonly #columns = new Columns();
  #definitions: readonly JsonObject[] = [];
  #headersPrinted = false;

  constructor(options: TableOptions) {
    this.#options = options;
  }

  /** The table's rows, headed when it is the first; `events` puts a watch event's type in front. */
  print(table: JsonObject, event?: string): string {
    const definitions = recordsAt(table, 'columnDefinitions');
    if (definitions.length > 0) this.#definitions = definitions;
    const shown = this.#definitions.map((definition, at) => ({ definition, at }));
    const visible = shown.filter(({ definition }) => this.#options.wide || !valueAt(definition, 'priority'));
    const rows: string[][] = [];
    const tableRows = recordsAt(table, 'rows');
    if (!this.#headersPrinted && !this.#options.noHeaders && tableRows.length > 0) {
      rows.push(
        this.#headers(
          visible.map(({ definition }) => stringAt(definition, 'name').toUpperCase()),
          event,
        ),
      );
      this.#headersPrinted = true;
    }
    for (const row of tableRows)
      rows.push(
        this.#row(
          row,
          visible.map(({ at }) => at),
          event,
        ),
      );
    return this.#columns.format(rows);
  }

  #headers(names: string[], event?: string): string[] {
    return [
      ...(event === undefined ? [] : ['EVENT']),
      ...(this.#options.withNamespace ? ['NAMESPACE'] : []),
      ...names,
      ...this.#options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
      ...(this.#options.showLabels ? ['LABELS'] : []),
    ];
  }

  #row(row: JsonObject, indexes: readonly number[], event?: string): string[] {
    const cells = listAt(row, 'cells');
    const labels = valueAt(row, 'object', 'metadata', 'labels');
    const texts = indexes.map((index, position) => {
      const text = cellText(cells[index]);
      return position === 0 && this.#options.kindPrefix ? `${this.#options.kindPrefix}/${text}` : text;
    });
    return [
      ...(event === undefined ? [] : [event]),
      ...(this.#options.withNamespace ? [stringAt(row, 'object', 'metadata', 'namespace')] : []),
      ...texts,
      ...this.#options.labelColumns.map((label) => stringAt(labels, label)),
      ...(this.#options.showLabels ? [labelsText(labels)] : []),
    ];
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text =
    typeof cell === 'string' ? cell : isRecord(cell) || Array.isArray(cell) ? JSON.stringify(cell) : String(cell);
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\u001b', '^[');
}

/** `a=1,b=2`, or `<none>` (labels.FormatLabels). */
export function labelsText(labels: unknown): string {
  if (!isRecord(labels) || Object.keys(labels).length === 0) return '<none>';
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${String(labels[key])}`)
    .join(',');
}
