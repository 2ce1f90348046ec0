import type { Machine } from '../machinery/machine.ts';
import type { EndpointTurns } from './endpoint-turns.ts';
import type { LoggedProblem, ProxyDialect } from './proxy-dialect.ts';
import type { UpstreamAgent } from './upstream-agent.ts';

/** What all listeners and requests of a proxy share. */
export interface ProxyRuntime {
  readonly machine: Pick<Machine, 'network' | 'clock' | 'random'>;
  readonly dialect: ProxyDialect;
  readonly agent: UpstreamAgent;
  readonly turns: EndpointTurns;
  /** A line of the access log. */
  readonly log: (line: string) => void;
  readonly logProblem: (problem: Omit<LoggedProblem, 'nowMs'>) => void;
}
