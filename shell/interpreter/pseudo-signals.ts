/** Events that `trap` takes besides signals, in the order in which it lists them; EXIT is first of all. */
export const PSEUDO_SIGNALS: ReadonlySet<string> = new Set(['DEBUG', 'ERR', 'RETURN']);
