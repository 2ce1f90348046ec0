import { textTable } from '../text-table.ts';
import type { Item, OtcCall } from './otc-call.ts';

export interface ItemsTable {
  /** Instead of an empty table. */
  readonly none: string;
  readonly columns: readonly string[];
  row(item: Item): string[];
}

/** A table, or with `-o json` the list under its key. */
export async function printItems(call: OtcCall, key: string, items: readonly Item[], table: ItemsTable): Promise<void> {
  if (call.json) return printItem(call, { [key]: items });
  if (items.length === 0) return call.print(`${table.none}\n`);
  await call.print(textTable([[...table.columns], ...items.map((item) => table.row(item))]));
}

export async function printItem(call: OtcCall, item: Item): Promise<void> {
  await call.print(`${JSON.stringify(item, null, 2)}\n`);
}

/** One object: its fields, a line each. */
export async function printFacts(
  call: OtcCall,
  item: Item,
  facts: readonly (readonly [string, string])[],
): Promise<void> {
  if (call.json) return printItem(call, item);
  await call.print(textTable(facts.map(([name, value]) => [`${name}:`, value])));
}
