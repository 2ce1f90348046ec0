import { formatTime } from '../../../interpreter/time-format.ts';
import type { Builtin } from '../compile-builtin.ts';
import { toNumber } from '../value.ts';

const DEFAULT_FORMAT = '%a %b %e %H:%M:%S %Z %Y';

export const TIME_BUILTINS: Readonly<Record<string, Builtin>> = {
  systime: { takes: [0, 0], apply: (run) => Math.floor(run.process.machine.clock.now() / 1000) },
  strftime: {
    takes: [0, 3],
    apply: (run, [format, seconds]) => {
      const now = run.process.machine.clock.now();
      const time = seconds === undefined ? now : Math.trunc(toNumber(seconds)) * 1000;
      return formatTime(format === undefined ? DEFAULT_FORMAT : run.toText(format), time);
    },
  },
  mktime: {
    takes: [1, 2],
    apply: (run, [text]) => {
      const parts = run.toText(text).trim().split(/\s+/).map(Number);
      if (parts.length < 6 || parts.some(Number.isNaN)) return -1;
      const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
      return Math.floor(Date.UTC(year, month - 1, day, hour, minute, second) / 1000);
    },
  },
};
