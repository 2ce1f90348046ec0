import type { TopView } from './top-screen.ts';

export interface TopOptions {
  readonly batch: boolean;
  readonly times: number;
  readonly seconds: number;
  readonly view: TopView;
}

const USAGE = 'Usage:\n  top -hv | -bcEeHiOSs1 -d secs -n max -u|U user -p pid(s) -o field -w [cols]\n';

/** What the command line asks for, or what to print and the status with it. */
export function parseTop(args: readonly string[]): TopOptions | { readonly text: string; readonly status: number } {
  let [batch, times, seconds] = [false, Number.POSITIVE_INFINITY, 3];
  let view: TopView = {
    sortBy: 'cpu',
    reversed: false,
    wholeCommands: false,
    eachProcessor: false,
    hidesIdle: false,
    user: null,
    pids: [],
  };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--help' || arg === '-h') return { text: USAGE, status: 0 };
    if (!arg.startsWith('-')) return { text: `top: unknown option '${arg}'\n${USAGE}`, status: 1 };
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at]!;
      if ('dnupUowE'.includes(letter)) {
        const value = arg.slice(at + 1) || (letter === 'w' || letter === 'E' ? '' : rest.shift());
        if (value === undefined)
          return { text: `top: option requires an argument -- '${letter}'\n${USAGE}`, status: 1 };
        if (letter === 'd') seconds = Number(value);
        else if (letter === 'n') times = Number(value);
        else if (letter === 'u' || letter === 'U') view = { ...view, user: value };
        else if (letter === 'p') view = { ...view, pids: [...view.pids, ...value.split(',').map(Number)] };
        else if (letter === 'o') view = { ...view, ...sortedBy(value) };
        if (letter === 'd' && !(seconds >= 0)) return { text: `top: bad delay interval '${value}'\n`, status: 1 };
        if (letter === 'n' && !(times >= 1)) return { text: `top: bad iterations argument '${value}'\n`, status: 1 };
        break;
      }
      if (letter === 'b') batch = true;
      else if (letter === 'c') view = { ...view, wholeCommands: true };
      else if (letter === 'i') view = { ...view, hidesIdle: true };
      else if (letter === '1') view = { ...view, eachProcessor: true };
      else if (!'eHOSs'.includes(letter)) return { text: `top: invalid option -- '${letter}'\n${USAGE}`, status: 1 };
    }
  }
  return { batch, times, seconds: Math.max(0.1, seconds), view };
}

function sortedBy(field: string): Partial<TopView> {
  const name = field.replace(/^[+-]/, '');
  const sortBy = ({ '%CPU': 'cpu', '%MEM': 'memory', RES: 'memory', 'TIME+': 'time', PID: 'pid' } as const)[name];
  return sortBy ? { sortBy, reversed: field.startsWith('-') } : {};
}
