import type { Process } from '../../../cluster/machinery/machine.ts';
import { CloudApiError, callCloud } from '../cloud-api.ts';
import type { Complete } from '../command.ts';
import { type AwsCall, AwsUsageError, readCall } from './arguments.ts';
import { search } from './jmespath.ts';
import { QueryError } from './jmespath-syntax.ts';
import { SERVICES } from './operations.ts';
import { formatted } from './output.ts';

const VERSION = 'aws-cli/2.31.0 Python/3.13.7 Linux/6.1.0 exe/x86_64.debian.12';
const USAGE_LINES = [
  '',
  'usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]',
  'To see help text, you can run:',
  '',
  '  aws help',
  '  aws <command> help',
  '  aws <command> <subcommand> help',
  '',
];
/** Exit codes of the AWS command line: its own refusals, and those of the service. */
const EXIT = { usage: 252, client: 255, service: 254 } as const;

/** The AWS command line, as far as this account has services: classic load balancers, Route 53, machines. */
export async function aws(process: Process): Promise<number> {
  const args = process.args.slice(1);
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  const fail = (text: string) => process.stderr.write(Buffer.from(text));
  if (args[0] === '--version') return print(`${VERSION}\n`).then(() => 0);
  if (args.includes('help')) return print(helpText(args)).then(() => 0);
  try {
    const call = await readCall(process, args);
    await print(await run(process, call));
    return 0;
  } catch (error) {
    if (process.signal.aborted) return 130;
    if (error instanceof AwsUsageError) {
      await fail(`${USAGE_LINES.join('\n')}\naws: error: ${error.message}\n\n`);
      return EXIT.usage;
    }
    if (error instanceof QueryError) {
      await fail(`\n${error.message}\n`);
      return EXIT.usage;
    }
    if (!(error instanceof CloudApiError)) throw error;
    await fail(`\n${error.message}\n`);
    return error.message.startsWith('An error occurred') ? EXIT.service : EXIT.client;
  }
}

async function run(process: Process, { service, command, parameters, format, query }: AwsCall): Promise<string> {
  const answer = await callCloud(process, 'POST', `/aws/${service}/${command.operation}`, parameters);
  const value = query === undefined ? answer : search(query, answer);
  return formatted(value, format, command.operation);
}

function helpText(args: readonly string[]): string {
  const [service = '', command = ''] = args.filter((word) => !word.startsWith('-') && word !== 'help');
  const commands = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  const known = commands && Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (known) {
    const options = known.options.map(({ name, isRequired }) =>
      isRequired ? `--${name} <value>` : `[--${name} <value>]`,
    );
    return `usage: aws ${service} ${command} ${options.join(' ')}\n`;
  }
  const names = Object.keys(commands ?? SERVICES).sort();
  const what = commands ? `aws ${service}` : 'aws';
  const lines = names.map((name) => `  ${name}`);
  return `usage: ${what} [options] <command> [parameters]\n\nAvailable commands:\n${lines.join('\n')}\n\nOptions: --output json|text|table, --query JMESPATH, --region NAME\n`;
}

/** Services, their operations, and the options of one. */
export const completeAws: Complete = async (words, index) => {
  const [service = '', command = ''] = words.slice(1, index).filter((word) => !word.startsWith('-'));
  const commands = Object.hasOwn(SERVICES, service) ? SERVICES[service] : undefined;
  if (!commands) return Object.keys(SERVICES).sort();
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!known) return Object.keys(commands).sort();
  return [...known.options.map(({ name }) => `--${name}`), '--output', '--query', '--region'];
};
