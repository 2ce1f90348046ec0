import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { COMPLETION_SCENARIOS } from './completion-scenarios.ts';
import { EDITING_SCENARIOS } from './editing-scenarios.ts';
import { HISTORY_SCENARIOS } from './history-scenarios.ts';
import { type RecordedScenario, type Scenario, SETUP, SIZE } from './scenario.ts';
import { ScreenReader } from './screen-reader.ts';
import { SCREEN_SCENARIOS } from './screen-scenarios.ts';
import { SESSION_SCENARIOS } from './session-scenarios.ts';
import { VI_SCENARIOS } from './vi-scenarios.ts';

/** An escape alone is the Escape key after half a second (`keyseq-timeout`). */
const QUIET_SECONDS = 0.15;
const QUIET_SECONDS_OF_VI = 0.65;

/** Plays every scenario with this computer's bash 5.2 (python3 opens its terminal) and writes what the screens showed. */
async function record(name: string, scenarios: readonly Scenario[]): Promise<void> {
  const driver = fileURLToPath(new URL('drive-bash.py', import.meta.url));
  const quiet = name === 'vi' ? QUIET_SECONDS_OF_VI : QUIET_SECONDS;
  const input = scenarios.map((scenario) => ({ ...SIZE, ...scenario, quiet, rc: SETUP + (scenario.rc ?? '') }));
  const options = { input: JSON.stringify(input), maxBuffer: 64 * 1024 * 1024 } as const;
  const written: string[][] = JSON.parse(execFileSync('python3', [driver], options).toString());
  const recorded: RecordedScenario[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const { columns, rows } = { ...SIZE, ...scenario };
    const screen = new ScreenReader(columns, rows);
    const steps = [];
    for (const [at, bytes] of written[index]!.entries()) {
      const step = scenario.steps[at - 1];
      if (typeof step === 'object') screen.resize(step.columns, step.rows);
      await screen.write(Buffer.from(bytes, 'base64'));
      steps.push(screen.read());
    }
    recorded.push({ ...scenario, recorded: steps });
  }
  const lines = recorded.map((scenario) => JSON.stringify(scenario));
  writeFileSync(new URL(`recorded-${name}.json`, import.meta.url), `[\n${lines.join(',\n')}\n]\n`);
}

const rooms: Readonly<Record<string, readonly Scenario[]>> = {
  editing: EDITING_SCENARIOS,
  history: HISTORY_SCENARIOS,
  screen: SCREEN_SCENARIOS,
  completion: COMPLETION_SCENARIOS,
  vi: VI_SCENARIOS,
  session: SESSION_SCENARIOS,
};

/** Those that are named, or all: `node --import tsx shell/line-editor/scenarios/record.ts [NAME]...`. */
const wanted = process.argv.slice(2);
for (const [name, scenarios] of Object.entries(rooms)) {
  if (wanted.length === 0 || wanted.includes(name)) await record(name, scenarios);
}
