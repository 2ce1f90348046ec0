import type { LabSummary } from '../../../server/schemas/labs.ts';

export type FilterName = 'all' | 'short' | 'mine' | 'open';

interface Filter {
  readonly name: FilterName;
  readonly label: (labs: readonly LabSummary[]) => string;
  readonly keeps: (lab: LabSummary) => boolean;
  /** What is said when nothing is left. */
  readonly nothing: string;
}

export const filters: readonly Filter[] = [
  { name: 'all', label: (labs) => `All ${labs.length}`, keeps: () => true, nothing: 'There is no lab yet.' },
  { name: 'short', label: () => '30 min or less', keeps: (lab) => lab.minutes <= 30, nothing: 'No lab is that short.' },
  {
    name: 'mine',
    label: () => 'Runs on my cluster',
    keeps: (lab) => lab.drivers.some((driver) => driver.available && driver.name !== 'embedded'),
    nothing: 'No lab runs on a cluster of yours here.',
  },
  {
    name: 'open',
    label: () => 'Not passed yet',
    keeps: (lab) => lab.progress.state !== 'passed',
    nothing: 'You have passed every lab.',
  },
];

export interface Group {
  readonly name: string;
  readonly minutes: number;
  readonly labs: readonly LabSummary[];
}

/** The course as a timetable: groups in the order of their first lab. */
export function grouped(labs: readonly LabSummary[]): Group[] {
  const byName = new Map<string, LabSummary[]>();
  for (const lab of [...labs].sort((a, b) => a.number - b.number))
    byName.set(lab.group, [...(byName.get(lab.group) ?? []), lab]);
  return [...byName].map(([name, list]) => ({
    name,
    labs: list,
    minutes: list.reduce((sum, lab) => sum + lab.minutes, 0),
  }));
}
