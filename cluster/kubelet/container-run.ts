import type { Container } from 'kubernetes-types/core/v1.js';
import type { Pod } from '../client/objects.ts';
import { createMachine } from '../machinery/create-machine.ts';
import type { FileSnapshot } from '../machinery/file-snapshot.ts';
import {
  type Credentials,
  type ExitStatus,
  type Machine,
  type RunningProcess,
  SIGNAL_NUMBERS,
} from '../machinery/machine.ts';
import type { ProcessNamespace } from '../machinery/process-namespace.ts';
import { type ContainerConsole, createConsole } from './container-console.ts';
import { containerCredentials, imageHome } from './container-credentials.ts';
import { containerEnvironment, expand } from './container-environment.ts';
import { containerFiles } from './container-files.ts';
import { ContainerLog, type LogLine } from './container-log.ts';
import { ContainerMemory } from './container-memory.ts';
import { createContainerNetwork } from './container-network.ts';
import { containerPrograms, findProgram } from './container-programs.ts';
import type { Image } from './image.ts';
import type { KubeletContext } from './kubelet-options.ts';
import type { PodSandbox } from './pod-sandbox.ts';
import type { PodVolume } from './pod-volumes.ts';
import { terminationMessage } from './termination-message.ts';

/** How a run ended. */
export interface ContainerEnd {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: 'Completed' | 'Error' | 'StartError' | 'OOMKilled';
  readonly message?: string;
  readonly atMs: number;
}

/** One run of a container, from its creation to its end: what a container id stands for. */
export interface ContainerRun {
  /** 64 hexadecimal digits. */
  readonly id: string;
  readonly image: Image;
  readonly machine: Machine;
  readonly memory: ContainerMemory;
  readonly log: ContainerLog;
  readonly credentials: Credentials;
  /** Absent when it never started. */
  readonly console: ContainerConsole | undefined;
  readonly startedMs: number;
  /** Undefined while it runs. */
  end: ContainerEnd | undefined;
  readonly process: RunningProcess | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
}

/** A run that goes on, or that has ended, as the runtime remembers it. */
export interface FoundRun {
  readonly id: string;
  readonly startedMs: number;
  readonly end?: ContainerEnd;
  readonly log: readonly LogLine[];
  /** What it was started with; absent: as it would be started now. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it has written outside its volumes. */
  readonly files?: readonly FileSnapshot[];
}

export interface ContainerRunOptions {
  readonly context: KubeletContext;
  readonly pod: Pod;
  readonly container: Container;
  readonly image: Image;
  readonly sandbox: PodSandbox;
  readonly volumes: ReadonlyMap<string, PodVolume>;
  /** Whose processes it sees, where that is not only its own. */
  readonly processes?: ProcessNamespace | undefined;
  /** Absent: a new run. */
  readonly found?: FoundRun;
}

/** Makes the container's machine and starts its main process as PID 1. Throws `ContainerConfigError`. */
export function startContainer(options: ContainerRunOptions): ContainerRun {
  const { context, pod, container, image, sandbox, found } = options;
  const environment = environmentOf(options);
  const programs = containerPrograms(image, context.programs);
  const credentials = containerCredentials(pod, container, image);
  const files = containerFiles({ ...options, programs, environment, credentials, changes: found?.files });
  const network = createContainerNetwork(context, sandbox, pod.metadata.namespace);
  network.attachFiles(files);
  const memory = new ContainerMemory(container);
  const machine = createMachine({
    hostname: sandbox.hostname,
    kind: 'container',
    files,
    network: network.network,
    clock: context.clock,
    random: context.random,
    programs,
    environment: {
      HOME: imageHome(image, credentials.uid),
      ...(credentials.uid === 0 ? {} : { USER: String(credentials.uid) }),
      ...environment,
    },
    logger: context.logger,
    credentials,
    memory,
    ...(options.processes ? { processNamespace: options.processes } : {}),
    ...(context.processor ? { processor: context.processor } : {}),
  });
  const args = commandLine(container, image, environment);
  const workingDirectory = container.workingDir ?? image.workingDirectory ?? '/';
  const isInit = options.processes === undefined && !handlesSignals(image, args);
  const launch = { machine, memory, image, container, credentials, args, workingDirectory, isInit, found };
  return run(context, launch, () => network.closeAll());
}

function environmentOf({
  context,
  pod,
  container,
  image,
  sandbox,
  found,
}: ContainerRunOptions): Record<string, string> {
  if (found?.environment || found?.end) return { ...found.environment };
  const values = { podIp: sandbox.address, hostIp: context.node.address };
  const environment = containerEnvironment(pod, container, image, context.informers, values);
  environment.HOSTNAME = sandbox.hostname;
  return environment;
}

interface Launch {
  readonly machine: Machine;
  readonly memory: ContainerMemory;
  readonly image: Image;
  readonly container: Container;
  readonly credentials: Credentials;
  readonly args: readonly string[];
  readonly workingDirectory: string;
  readonly isInit: boolean;
  readonly found: FoundRun | undefined;
}

function run(context: KubeletContext, launch: Launch, release: () => void): ContainerRun {
  const { machine, memory, image, container, credentials, args, workingDirectory, isInit, found } = launch;
  const { clock } = context;
  const log = new ContainerLog(clock, found?.log);
  const { id = containerId(context), startedMs = clock.now(), end } = found ?? {};
  const common = { id, image, machine, memory, log, credentials, startedMs };
  if (end) {
    release();
    log.close();
    return { ...common, console: undefined, process: undefined, end, ended: Promise.resolve() };
  }
  const program = findProgram(machine.programs, args[0] ?? '');
  if (!program) {
    release();
    const end: ContainerEnd = { ...startError(args[0] ?? ''), atMs: clock.now() };
    return { ...common, console: undefined, process: undefined, end, ended: Promise.resolve() };
  }
  const { stdin = false, stdinOnce = false, tty = false } = container;
  const console = createConsole({ log, processes: machine.processes, stdin, stdinOnce, tty });
  const { environment } = machine;
  const process = machine.processes.start({ program, args, environment, workingDirectory, isInit, ...console.stdio });
  memory.onExceeded = () => machine.processes.signal(process.pid, 'SIGKILL');
  const started: ContainerRun = {
    ...common,
    console,
    process,
    end: undefined,
    ended: process.exited.then((status) => {
      machine.processes.endAll();
      release();
      console.close();
      log.close();
      const exit = exitOf(status, memory.exceeded);
      const message = terminationMessage(container, machine.files, log, exit.exitCode !== 0);
      started.end = { ...exit, ...(message ? { message } : {}), atMs: clock.now() };
    }),
  };
  return started;
}

/**
 * What an image brings are servers, which handle the signals that end them; general tools do not, so as process 1 they
 * only end with SIGKILL. A shell that starts such a server is taken for the server: it would exec it.
 */
function handlesSignals({ programs }: Image, args: readonly string[]): boolean {
  const words = args
    .flatMap((argument) => argument.split(/[^\w./-]+/))
    .map((word) => word.slice(word.lastIndexOf('/') + 1));
  return words.some((word) => Object.hasOwn(programs, word));
}

/** `command` replaces the entrypoint and drops the image's arguments; `args` replaces those alone. */
function commandLine(
  { command, args }: Container,
  image: Image,
  environment: Readonly<Record<string, string>>,
): readonly string[] {
  const own = command?.length ? [] : [...(image.defaultArguments ?? [])];
  const words = [...(command?.length ? command : (image.entrypoint ?? [])), ...(args?.length ? args : own)];
  return words.map((word) => expand(word, environment));
}

function exitOf(status: ExitStatus, outOfMemory: boolean): Omit<ContainerEnd, 'atMs'> {
  if (status.signal) {
    const signal = SIGNAL_NUMBERS[status.signal];
    return { exitCode: 128 + signal, reason: outOfMemory ? 'OOMKilled' : 'Error' };
  }
  return { exitCode: status.code, reason: status.code === 0 ? 'Completed' : 'Error' };
}

/** What runc says of a command that is not there. */
function startError(command: string): Omit<ContainerEnd, 'atMs'> {
  const problem = command.includes('/')
    ? `exec: "${command}": stat ${command}: no such file or directory`
    : `exec: "${command}": executable file not found in $PATH`;
  const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ${problem}: unknown`;
  return { exitCode: 128, reason: 'StartError', message };
}

function containerId({ random }: KubeletContext): string {
  return Array.from({ length: 8 }, () =>
    random
      .integer(2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
}
