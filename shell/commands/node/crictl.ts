import { KubeletError } from '../../../cluster/machinery/kubelet-endpoint.ts';
import type { Process } from '../../../cluster/machinery/machine.ts';
import type { ContainerRuntime } from '../../../cluster/machinery/node-services.ts';
import { execInContainer } from './crictl-exec.ts';
import { inspectContainers, inspectImages, inspectSandboxes } from './crictl-inspect.ts';
import { listContainers, listImages, listSandboxes, listStats } from './crictl-lists.ts';
import { printLogs } from './crictl-logs.ts';
import { type CommandOptions, CrictlError, flagsOf, parseCommand, parseGlobals } from './crictl-options.ts';

/** What one command of crictl is given. */
export interface CrictlCall {
  readonly process: Process;
  readonly runtime: ContainerRuntime;
  readonly options: CommandOptions;
  print(text: string): Promise<void>;
}

type Run = (call: CrictlCall) => Promise<number>;

const VERSION = 'v1.34.0';
const ENDPOINT = 'unix:///run/containerd/containerd.sock';

const COMMANDS: Readonly<Record<string, { readonly about: string; readonly run: Run }>> = {
  exec: { about: 'Run a command in a running container', run: execInContainer },
  images: { about: 'List images', run: listImages },
  info: { about: 'Display information of the container runtime', run: info },
  inspect: { about: 'Display the status of one or more containers', run: inspectContainers },
  inspecti: { about: 'Return the status of one or more images', run: inspectImages },
  inspectp: { about: 'Display the status of one or more pods', run: inspectSandboxes },
  logs: { about: 'Fetch the logs of a container', run: printLogs },
  pods: { about: 'List pods', run: listSandboxes },
  ps: { about: 'List containers', run: listContainers },
  stats: { about: 'List container(s) resource usage statistics', run: listStats },
  stop: { about: 'Stop one or more running containers', run: stop },
  version: { about: 'Display runtime version information', run: version },
};
const ALIASES: Readonly<Record<string, string>> = { image: 'images', img: 'images' };

/** crictl 1.34, as far as it looks at containers and works with them; it makes and removes none. */
export async function crictl(process: Process): Promise<number> {
  const { rest, endpoint, help, version: isVersion } = parseGlobals(process.args.slice(1));
  const print = (text: string) => process.stdout.write(Buffer.from(text));
  if (isVersion) {
    await print(`crictl version ${VERSION}\n`);
    return 0;
  }
  const [typed, ...args] = rest;
  if (help || typed === undefined || typed === 'help' || typed === 'h') {
    await print(helpText());
    return 0;
  }
  const name = ALIASES[typed] ?? typed;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    await process.stderr.write(Buffer.from(`No help topic for '${typed}'\n`));
    return 3;
  }
  try {
    const options = parseCommand(name, args);
    if (options.has('help')) {
      await print(
        `NAME:\n   crictl ${name} - ${command.about}\n\nUSAGE:\n   crictl ${name} [command options]\n\nOPTIONS:\n${flagsOf(name)}   --help, -h  show help\n`,
      );
      return 0;
    }
    return await command.run({ process, runtime: connect(process, endpoint ?? ENDPOINT), options, print });
  } catch (error) {
    if (!(error instanceof CrictlError) && !(error instanceof KubeletError)) throw error;
    await complain(process, error);
    return 1;
  }
}

async function complain(process: Process, error: CrictlError | KubeletError): Promise<void> {
  const isPlain = error instanceof CrictlError && error.isPlain;
  const time = `${new Date(process.machine.clock.now()).toISOString().slice(0, 19)}Z`;
  const text = isPlain ? error.message : `time="${time}" level=fatal msg=${JSON.stringify(error.message)}`;
  await process.stderr.write(Buffer.from(`${text}\n`));
}

/** Throws what is said where nothing listens. */
function connect({ machine }: Process, endpoint: string): ContainerRuntime {
  const runtime = machine.services?.runtime;
  const path = endpoint.replace(/^unix:\/\//, '');
  const known = path === '/run/containerd/containerd.sock' || path === '/var/run/containerd/containerd.sock';
  if (runtime?.isRunning() && known) return runtime;
  throw new CrictlError(
    `validate service connection: validate CRI v1 runtime API for endpoint "${endpoint}": rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix ${path}: connect: no such file or directory"`,
  );
}

async function version({ runtime, print }: CrictlCall): Promise<number> {
  await print(
    `Version:  0.1.0\nRuntimeName:  containerd\nRuntimeVersion:  v${runtime.version}\nRuntimeApiVersion:  v1\n`,
  );
  return 0;
}

async function info({ print }: CrictlCall): Promise<number> {
  const condition = (type: string) => ({ message: '', reason: '', status: true, type });
  const conditions = [condition('RuntimeReady'), condition('NetworkReady')];
  await print(`${JSON.stringify({ status: { conditions } }, null, 2)}\n`);
  return 0;
}

async function stop({ runtime, options, print }: CrictlCall): Promise<number> {
  if (options.operands.length === 0)
    throw new CrictlError('you must specify at least one CONTAINER-ID or use --all', true);
  for (const id of options.operands) {
    const found = runtime.containers().find((container) => container.id.startsWith(id));
    if (!found) {
      throw new CrictlError(
        `stopping the container "${id}": rpc error: code = NotFound desc = an error occurred when try to find container "${id}": not found`,
      );
    }
    await runtime.stop(found.id);
    await print(`${id}\n`);
  }
  return 0;
}

function helpText(): string {
  const lines = Object.entries(COMMANDS).map(([name, { about }]) => `   ${name.padEnd(10)} ${about}\n`);
  return `NAME:
   crictl - client for CRI

USAGE:
   crictl [global options] command [command options]

VERSION:
   ${VERSION}

COMMANDS:
${lines.join('')}
GLOBAL OPTIONS:
   --runtime-endpoint value, -r value  where the container runtime listens
   --help, -h                          show help
   --version, -v                       print the version
`;
}
