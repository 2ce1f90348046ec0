import type { RuleTable } from './rule-table.ts';

/** One table as iptables-save prints it. */
export function saveTable(table: RuleTable, counters: boolean): string[] {
  const chains = table.orderedChains();
  return [
    `*${table.name}`,
    ...chains.map(({ name, policy, packets, bytes }) => `:${name} ${policy ?? '-'} [${packets}:${bytes}]`),
    ...chains.flatMap(({ rules }) =>
      rules.map((rule) => (counters ? `[${rule.packets}:${rule.bytes}] ${rule.line}` : rule.line)),
    ),
    'COMMIT',
  ];
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** As C's ctime(3) prints it, in UTC: `Mon Jan  5 09:00:00 2026`. */
export function printTime(ms: number): string {
  const date = new Date(ms);
  const time = date.toISOString().slice(11, 19);
  const day = `${date.getUTCDate()}`.padStart(2);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${time} ${date.getUTCFullYear()}`;
}
