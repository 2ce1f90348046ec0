import { fileURLToPath } from 'node:url';
import { ConfigError } from '../config.ts';
import { clusterUp } from './cluster-up.ts';
import { type Command, UsageError } from './command.ts';
import { labLint } from './lab-lint.ts';
import { labNew } from './lab-new.ts';
import { labTest } from './lab-test.ts';
import { serveCommand } from './serve.ts';

const commands: readonly Command[] = [serveCommand, clusterUp, labNew, labLint, labTest];

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** The longest name that the arguments begin with: `lab test`, `serve`. */
function find(words: readonly string[]): Command | undefined {
  return commands.find((command) => command.name.split(' ').every((word, index) => words[index] === word));
}

function usage(): string {
  const width = Math.max(...commands.map((command) => command.usage.length));
  const lines = commands.map((command) => `  rabbithole ${command.usage.padEnd(width)}  ${command.summary}`);
  return `Usage:\n${lines.join('\n')}`;
}

const words = process.argv.slice(2);
const command = find(words);
if (!command) {
  const asked = words.length === 0 || words[0] === '--help' || words[0] === 'help';
  (asked ? console.log : console.error)(
    asked ? usage() : `rabbithole: unknown command “${words.join(' ')}”\n${usage()}`,
  );
  process.exitCode = asked ? 0 : 2;
} else {
  try {
    process.exitCode = await command.run({ words: words.slice(command.name.split(' ').length), root });
  } catch (error) {
    if (!(error instanceof UsageError) && !(error instanceof ConfigError)) throw error;
    console.error(`rabbithole ${command.name}: ${error.message}`);
    if (error instanceof UsageError) console.error(`Usage: rabbithole ${command.usage}`);
    // What had been started already (workers, the database) must not keep the process.
    process.exit(2);
  }
}
