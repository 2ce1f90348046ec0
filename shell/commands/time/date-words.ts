/** Words of GNU date's input (info date, "Date input formats"). */
export type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

/** How many of a unit a word means. */
const UNITS: Readonly<Record<string, readonly [unit: Unit, times: number]>> = {
  year: ['year', 1],
  month: ['month', 1],
  fortnight: ['day', 14],
  week: ['day', 7],
  day: ['day', 1],
  hour: ['hour', 1],
  minute: ['minute', 1],
  min: ['minute', 1],
  second: ['second', 1],
  sec: ['second', 1],
};

export function unitOf(word: string): readonly [Unit, number] | undefined {
  return UNITS[word] ?? UNITS[word.replace(/s$/, '')];
}

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

function indexIn(names: readonly string[], word: string, others: Readonly<Record<string, number>>): number | undefined {
  const clean = word.replace(/\.$/, '');
  const at = names.findIndex((name) => name === clean || (clean.length === 3 && name.startsWith(clean)));
  return at >= 0 ? at : others[clean];
}

/** 0 to 11. */
export const monthOf = (word: string) => indexIn(MONTHS, word, { sept: 8 });
/** 0 (Sunday) to 6. */
export const weekdayOf = (word: string) => indexIn(DAYS, word, { tues: 2, wednes: 3, thur: 4, thurs: 4 });

/** Days from today. */
export const RELATIVE_DAYS: Readonly<Record<string, number>> = { yesterday: -1, today: 0, now: 0, tomorrow: 1 };

export const ORDINALS: Readonly<Record<string, number>> = {
  last: -1,
  this: 0,
  next: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  eleventh: 11,
  twelfth: 12,
};

/** Zones by their letters, in hours ahead of UTC. */
export const ZONES: Readonly<Record<string, number>> = {
  utc: 0,
  gmt: 0,
  ut: 0,
  z: 0,
  wet: 0,
  west: 1,
  bst: 1,
  cet: 1,
  met: 1,
  cest: 2,
  mest: 2,
  eet: 2,
  eest: 3,
  msk: 3,
  ist: 5.5,
  sgt: 8,
  jst: 9,
  est: -5,
  edt: -4,
  cst: -6,
  cdt: -5,
  mst: -7,
  mdt: -6,
  pst: -8,
  pdt: -7,
  ast: -4,
  adt: -3,
};
