import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  COLUMNS,
  pieces,
  type RecordedScenario,
  type RecordedScreen,
  ROWS,
  ScreenReader,
  type ScreenScenario,
} from './screen-scenario.ts';

/** A screen rests when nothing was printed for this long. */
const QUIET_MS = 120;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a scenario with this computer's own program on a terminal of util-linux's `script`. */
export async function recordScreens(scenario: ScreenScenario): Promise<RecordedScenario> {
  const { columns = COLUMNS, rows = ROWS } = scenario;
  const directory = mkdtempSync(join(tmpdir(), 'screens-'));
  for (const [name, text] of Object.entries(scenario.files)) writeFileSync(join(directory, name), text);
  const reader = new ScreenReader(columns, rows);
  const child = spawn('script', ['-qfc', `stty cols ${columns} rows ${rows}; ${scenario.command}`, '/dev/null'], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      SHELL: '/bin/bash',
      TZ: 'UTC',
    },
  });
  let last = performance.now();
  let writing = Promise.resolve();
  child.stdout.on('data', (bytes: Buffer) => {
    last = performance.now();
    writing = writing.then(() => reader.write(bytes));
  });
  const rest = async (): Promise<RecordedScreen> => {
    const began = performance.now();
    do await pause(20);
    while (performance.now() - Math.max(last, began) < QUIET_MS);
    await writing;
    const { text, cursor } = reader.screen();
    // How long ago a change was is the recording's own time.
    return { text: text.replace(/\d+ seconds? ago/, '0 seconds ago'), cursor };
  };
  await pause(250);
  const screens = [await rest()];
  for (const keys of scenario.keys) {
    for (const piece of pieces(keys)) {
      child.stdin.write(piece);
      if (piece === '\x1b') await pause(60);
    }
    screens.push(await rest());
  }
  child.kill('SIGKILL');
  const after = Object.keys(scenario.files).map((name): [string, string | null] => {
    const path = join(directory, name);
    return [name, existsSync(path) ? readFileSync(path, 'utf8') : null];
  });
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { ...scenario, screens, after: Object.fromEntries(after) };
}

/** Records all of them and writes the file, four at a time. */
export async function recordScenarios(scenarios: readonly ScreenScenario[], file: URL): Promise<void> {
  const recorded: RecordedScenario[] = [];
  for (let at = 0; at < scenarios.length; at += 4)
    recorded.push(...(await Promise.all(scenarios.slice(at, at + 4).map(recordScreens))));
  writeFileSync(file, `${JSON.stringify(recorded, null, 1)}\n`);
}
