import type { RuleOrigin } from '../../machinery/flow.ts';
import type { NftTable } from './ruleset.ts';
import type { Transaction } from './transaction.ts';

/** Where an expression stands. */
export interface Scope {
  readonly table: NftTable;
  readonly transaction: Transaction;
  readonly nowMs: number;
  /** The field that what is being added was written for. */
  readonly origin: RuleOrigin | undefined;
}
