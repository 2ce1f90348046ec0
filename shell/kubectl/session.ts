import type { Machine, Process } from '../../cluster/machinery/machine.ts';
import { ApiClient } from './client/api-client.ts';
import { type ApiResource, type Discovery, discover } from './client/discovery.ts';
import { type ClientConfig, type ConfigOverrides, loadConfig } from './client/kubeconfig.ts';
import { readKubeconfigs } from './client/kubeconfig-files.ts';
import { requestLogOf } from './client/request-log.ts';
import { findKind, findResource, noSuchResource } from './client/resource-mapper.ts';
import { parseDuration } from './command-line/duration.ts';
import type { Flags } from './command-line/flags.ts';
import { ConnectionError, KubectlError } from './errors.ts';
import { unhandledError } from './klog.ts';

/** One run of kubectl: its process, its flags, and the server it talks to (connected when first asked). */
export class Session {
  readonly process: Process;
  readonly flags: Flags;
  readonly #mapperTries: number;
  #config: ClientConfig | null = null;
  #client: ApiClient | null = null;
  #warnings: Promise<unknown> = Promise.resolve();

  constructor(process: Process, flags: Flags, mapperTries = 5) {
    this.#mapperTries = mapperTries;
    this.process = process;
    this.flags = flags;
  }

  get machine(): Machine {
    return this.process.machine;
  }

  get config(): ClientConfig {
    this.#config ??= loadConfig(this.process, overridesOf(this.flags));
    return this.#config;
  }

  get client(): ApiClient {
    this.#client ??= new ApiClient(
      this.machine,
      this.config,
      this.process.signal,
      (text) => this.warn(text),
      requestTimeoutMs(this.flags),
      requestLogOf(this, kubeconfigOf(this)),
    );
    return this.#client;
  }

  /** -n, the context's namespace, or default. */
  get namespace(): string {
    return this.flags.string('namespace') || this.config.namespace || 'default';
  }

  get namespaceIsExplicit(): boolean {
    return this.flags.changed('namespace');
  }

  close(): void {
    this.#client?.close();
  }

  async print(text: string): Promise<void> {
    await this.#warnings;
    return this.process.stdout.write(Buffer.from(text));
  }

  async error(text: string): Promise<void> {
    await this.#warnings;
    return this.process.stderr.write(Buffer.from(text));
  }

  warn(text: string): void {
    this.aside(`Warning: ${text}\n`);
  }

  /** Says it on standard error on the way; whoever reads it no more does not end the run. */
  aside(text: string): void {
    this.#warnings = this.#warnings.then(() => this.process.stderr.write(Buffer.from(text))).catch(() => {});
  }

  /** Until every warning stands on standard error. */
  async warned(): Promise<void> {
    await this.#warnings;
  }

  now(): number {
    return this.machine.clock.now();
  }

  async discovery(fresh = false): Promise<Discovery> {
    try {
      return await discover(this.machine, this.client, fresh);
    } catch (error) {
      if (error instanceof ConnectionError) await this.#sayUnreachable(error);
      throw error;
    }
  }

  /** The real kubectl's mapper tries several times, and its cache tells of every time. */
  async #sayUnreachable(error: ConnectionError): Promise<void> {
    const url = `${this.config.server}/api?timeout=32s`;
    const text = `couldn't get current server API group list: Get "${url}": ${error.message}`;
    for (let tries = 0; tries < this.#mapperTries; tries++) await unhandledError(this, 'memcache.go:265', text);
  }

  /** The server's resource for what was typed; asks the server again before it says there is none. */
  async resource(argument: string): Promise<ApiResource> {
    const found = findResource(await this.discovery(), argument) ?? findResource(await this.discovery(true), argument);
    if (!found) throw noSuchResource(argument);
    return found;
  }

  async kind(apiVersion: string, kind: string): Promise<ApiResource | null> {
    return findKind(await this.discovery(), apiVersion, kind) ?? findKind(await this.discovery(true), apiVersion, kind);
  }
}

/** The file that the run's configuration is from, if any. */
function kubeconfigOf({ process, flags }: Session): string | null {
  const { files } = readKubeconfigs(process, flags.string('kubeconfig'));
  return files.find(({ config }) => config !== null)?.path ?? null;
}

/** Flags that say over a user's fields of their name. */
const USER_FLAGS = ['client-certificate', 'client-key', 'username', 'password'];

export function overridesOf(flags: Flags): ConfigOverrides {
  return {
    kubeconfig: flags.string('kubeconfig'),
    context: flags.string('context'),
    cluster: flags.string('cluster'),
    // `create rolebinding --user` names subjects.
    user: flags.takesMany('user') ? '' : flags.string('user'),
    server: flags.string('server'),
    token: flags.string('token'),
    insecure: flags.boolean('insecure-skip-tls-verify'),
    certificateAuthority: flags.string('certificate-authority'),
    serverName: flags.string('tls-server-name'),
    flags: Object.fromEntries(USER_FLAGS.map((name) => [name, flags.string(name)])),
    impersonate: { user: flags.string('as'), groups: flags.strings('as-group'), uid: flags.string('as-uid') },
  };
}

/** `--request-timeout`: whole seconds or a Go duration; 0 is none. */
function requestTimeoutMs(flags: Flags): number {
  const text = flags.string('request-timeout');
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseDuration(text);
  if (ms !== null) return ms;
  throw new KubectlError(
    'error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)',
  );
}
