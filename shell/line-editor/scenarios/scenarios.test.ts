import { describe, expect, it } from 'vitest';
import { openPseudoterminal } from '../../../cluster/machinery/pseudoterminal.ts';
import { createShellMachine } from '../../testing/run-bash.ts';
import { COMPLETION_SCENARIOS } from './completion-scenarios.ts';
import { EDITING_SCENARIOS } from './editing-scenarios.ts';
import { HISTORY_SCENARIOS } from './history-scenarios.ts';
import recordedCompletion from './recorded-completion.json' with { type: 'json' };
import recordedEditing from './recorded-editing.json' with { type: 'json' };
import recordedHistory from './recorded-history.json' with { type: 'json' };
import recordedScreen from './recorded-screen.json' with { type: 'json' };
import recordedSession from './recorded-session.json' with { type: 'json' };
import recordedVi from './recorded-vi.json' with { type: 'json' };
import { type RecordedScenario, type RecordedStep, type Scenario, SETUP, SIZE } from './scenario.ts';
import { ScreenReader } from './screen-reader.ts';
import { SCREEN_SCENARIOS } from './screen-scenarios.ts';
import { SESSION_SCENARIOS } from './session-scenarios.ts';
import { VI_SCENARIOS } from './vi-scenarios.ts';

/** So many times the screen was painted without what is expected: it will not come. */
const PATIENCE = 150;

/** Plays a scenario and gives what the screen showed after each step, or where it never was as recorded. */
async function play(scenario: RecordedScenario): Promise<RecordedStep[]> {
  const { columns, rows } = { ...SIZE, ...scenario };
  const machine = createShellMachine();
  machine.files.write('/home/learner/.bashrc', Buffer.from(SETUP + (scenario.rc ?? '')));
  const master = openPseudoterminal({ columns, rows, processes: machine.processes });
  const screen = new ScreenReader(columns, rows);
  machine.processes.start({
    program: machine.programs.find('bash')!,
    args: ['bash'],
    environment: { ...machine.environment, HOME: '/home/learner', TERM: 'xterm-256color' },
    workingDirectory: '/home/learner',
    terminal: master.terminal,
  });
  void (async () => {
    for (let bytes = await master.read(); bytes; bytes = await master.read()) await screen.write(bytes);
  })();
  const shown = [];
  for (const [at, expected] of scenario.recorded.entries()) {
    const step = scenario.steps[at - 1];
    if (typeof step === 'string') master.type(Buffer.from(step));
    else if (step) {
      screen.resize(step.columns, step.rows);
      master.resize(step.columns, step.rows);
    }
    shown.push(await settled(screen, expected));
  }
  master.close();
  return shown;
}

async function settled(screen: ScreenReader, expected: RecordedStep): Promise<RecordedStep> {
  for (let turn = 0; turn < PATIENCE; turn++) {
    const { screen: text, cursor } = screen.read();
    if (text === expected.screen && cursor[0] === expected.cursor[0] && cursor[1] === expected.cursor[1]) break;
    await screen.write(new Uint8Array());
  }
  return screen.read();
}

const rooms: readonly [string, readonly Scenario[], unknown][] = [
  ['editing', EDITING_SCENARIOS, recordedEditing],
  ['history', HISTORY_SCENARIOS, recordedHistory],
  ['screen', SCREEN_SCENARIOS, recordedScreen],
  ['completion', COMPLETION_SCENARIOS, recordedCompletion],
  ['vi', VI_SCENARIOS, recordedVi],
  ['session', SESSION_SCENARIOS, recordedSession],
];

for (const [name, scenarios, file] of rooms) {
  const recorded = file as readonly RecordedScenario[];
  describe(`${name} at a real bash and at ours`, () => {
    it('has a recording of every scenario', () => {
      expect(recorded.map(({ recorded: _, ...scenario }) => scenario)).toEqual(scenarios);
    });

    it.each(recorded.map((scenario) => [scenario.name, scenario] as const))('%s', async (_, scenario) => {
      expect(await play(scenario)).toEqual(scenario.recorded);
    });
  });
}
