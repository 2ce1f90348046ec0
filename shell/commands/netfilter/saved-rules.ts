/** One table of iptables-save's output, read back. */
export interface SavedTable {
  readonly name: string;
  readonly chains: readonly SavedChain[];
}

export interface SavedChain {
  readonly name: string;
  /** ACCEPT or DROP; `-` for a user's chain. */
  readonly policy: string;
  readonly packets: number;
  readonly bytes: number;
  readonly rules: readonly SavedRule[];
}

export interface SavedRule {
  /** As after `-A CHAIN`. */
  readonly text: string;
  readonly packets: number;
  readonly bytes: number;
}

export function readSavedRules(text: string): SavedTable[] {
  const tables: { name: string; chains: (SavedChain & { rules: SavedRule[] })[] }[] = [];
  for (const line of text.split('\n')) {
    const table = tables.at(-1);
    const chain = /^:(\S+) (\S+) \[(\d+):(\d+)\]/.exec(line);
    const rule = /^(?:\[(\d+):(\d+)\] )?-A (\S+) ?(.*)$/.exec(line);
    if (line.startsWith('*')) tables.push({ name: line.slice(1), chains: [] });
    else if (chain && table) {
      table.chains.push({
        name: chain[1]!,
        policy: chain[2]!,
        packets: Number(chain[3]),
        bytes: Number(chain[4]),
        rules: [],
      });
    } else if (rule && table) {
      const counts = { packets: Number(rule[1] ?? 0), bytes: Number(rule[2] ?? 0) };
      table.chains.find(({ name }) => name === rule[3])?.rules.push({ text: rule[4]!, ...counts });
    }
  }
  return tables;
}

/** A rule's words; quoted comments are one word. */
export function ruleWords(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map((match) => match[1] ?? match[2]!);
}
