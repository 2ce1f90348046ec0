import type { Machine } from '../machinery/machine.ts';
import { EndpointTurns } from './endpoint-turns.ts';
import type { ProxyConfiguration } from './proxy-configuration.ts';
import type { ProxyDialect } from './proxy-dialect.ts';
import { isSamePort, ProxyListener } from './proxy-listener.ts';
import type { ProxyRuntime } from './proxy-runtime.ts';
import { UpstreamAgent } from './upstream-agent.ts';

export interface HttpProxyOptions {
  readonly machine: Pick<Machine, 'network' | 'clock' | 'random'>;
  /** How this proxy speaks: its error pages, headers and log lines. */
  readonly dialect: ProxyDialect;
  /** A line of the access log. */
  readonly log: (line: string) => void;
  /** A line of the error log. */
  readonly logError?: (line: string) => void;
}

/** A reverse proxy: ends the client's connection, opens one of its own to an endpoint. */
export interface HttpProxy {
  /** Opens and closes ports as needed; connections of ports that stay go on. Throws EADDRINUSE. */
  configure(configuration: ProxyConfiguration): void;
  /** All connections are reset, as when the process ends. */
  close(): void;
}

/** Listens where its configuration says, once it has one. */
export function startHttpProxy({ machine, dialect, log, logError }: HttpProxyOptions): HttpProxy {
  const runtime: ProxyRuntime = {
    machine,
    dialect,
    agent: new UpstreamAgent(machine),
    turns: new EndpointTurns(machine.random),
    log,
    logProblem: (problem) => {
      const line = logError && dialect.errorLog?.({ ...problem, nowMs: machine.clock.now() });
      if (line !== undefined) logError?.(line);
    },
  };
  let open: { configuration: ProxyConfiguration['listeners'][number]; listener: ProxyListener }[] = [];
  return {
    configure({ listeners }) {
      const kept = open.filter((one) => listeners.some((next) => isSamePort(one.configuration, next)));
      for (const one of open) if (!kept.includes(one)) one.listener.close();
      open = kept;
      for (const configuration of listeners) {
        const known = open.find((one) => isSamePort(one.configuration, configuration));
        if (known) known.listener.configure(configuration);
        else open.push({ configuration, listener: new ProxyListener(runtime, configuration) });
      }
    },
    close() {
      for (const { listener } of open) listener.close();
      open = [];
      runtime.agent.destroy();
    },
  };
}
