import { describe, expect, it } from 'vitest';
import { openPseudoterminal } from '../../cluster/machinery/pseudoterminal.ts';
import { createShellMachine } from './run-bash.ts';
import {
  COLUMNS,
  pieces,
  type RecordedScenario,
  type RecordedScreen,
  ROWS,
  ScreenReader,
  type ScreenScenario,
} from './screen-scenario.ts';

/** Turns of the event loop without output after which a screen rests. */
const QUIET_TURNS = 8;

/** Runs a scenario with the product's own program. */
export async function replayScreens(scenario: ScreenScenario): Promise<RecordedScenario> {
  const { columns = COLUMNS, rows = ROWS } = scenario;
  const machine = createShellMachine();
  for (const [name, text] of Object.entries(scenario.files))
    machine.files.write(`/home/learner/${name}`, Buffer.from(text));
  const master = openPseudoterminal({ columns, rows, processes: machine.processes });
  const reader = new ScreenReader(columns, rows);
  let quiet = 0;
  let writing = Promise.resolve();
  const pump = async () => {
    for (let bytes = await master.read(); bytes; bytes = await master.read()) {
      const chunk = bytes;
      quiet = 0;
      writing = writing.then(() => reader.write(chunk));
    }
  };
  void pump();
  const rest = async (): Promise<RecordedScreen> => {
    for (quiet = 0; quiet < QUIET_TURNS; quiet++) await new Promise((resolve) => setImmediate(resolve));
    await writing;
    return reader.screen();
  };
  const shell = machine.processes.start({
    program: machine.programs.find('bash')!,
    args: ['bash', '-c', scenario.command],
    environment: { ...machine.environment, HOME: '/home/learner', USER: 'learner', TERM: 'xterm-256color' },
    workingDirectory: '/home/learner',
    terminal: master.terminal,
  });
  master.terminal.setForegroundGroup(shell.group);
  const screens = [await rest()];
  for (const keys of scenario.keys) {
    for (const piece of pieces(keys)) {
      master.type(Buffer.from(piece));
      await new Promise((resolve) => setImmediate(resolve));
    }
    screens.push(await rest());
  }
  master.close();
  const after = Object.keys(scenario.files).map((name): [string, string | null] => {
    const path = `/home/learner/${name}`;
    return [name, machine.files.exists(path) ? Buffer.from(machine.files.read(path)).toString('utf8') : null];
  });
  machine.processes.endAll();
  return { ...scenario, screens, after: Object.fromEntries(after) };
}

/** A scenario of which only the first screens are as recorded: what differs then is known. */
export interface KnownDifference {
  readonly command: string;
  readonly keys: readonly string[];
  /** How many screens are equal. */
  readonly screens: number;
}

/** Tests that every scenario shows and saves here what it did where it was recorded, as far as is not known to differ. */
export function expectScreensAsRecorded(
  what: string,
  scenarios: readonly ScreenScenario[],
  recorded: readonly RecordedScenario[],
  known: readonly KnownDifference[] = [],
): void {
  const titleOf = ({ command, keys }: Pick<ScreenScenario, 'command' | 'keys'>) => `${command} ${JSON.stringify(keys)}`;
  describe(what, () => {
    it('has a recording of every scenario', () => {
      expect(recorded.map(({ screens: _, after: __, ...scenario }) => scenario)).toEqual(scenarios);
    });

    it.each(recorded.map((one) => ({ ...one, title: titleOf(one) })))('$title', async ({ title, ...one }) => {
      const replayed = await replayScreens(one);
      const differs = known.find((other) => titleOf(other) === title);
      if (differs) expect(replayed.screens.slice(0, differs.screens)).toEqual(one.screens.slice(0, differs.screens));
      else expect(replayed).toEqual(one);
    });
  });
}
