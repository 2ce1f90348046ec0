import type { Process, SocketInfo } from '../../../cluster/machinery/machine.ts';
import { serviceName } from '../service-names.ts';
import type { HostNames } from './addresses.ts';

/** What `netstat` shows of sockets, and how. */
export interface SocketListOptions {
  readonly protocols: ReadonlySet<SocketInfo['protocol']>;
  /** The protocols were not chosen: Unix sockets are listed, too. */
  readonly everything: boolean;
  readonly all: boolean;
  readonly listening: boolean;
  readonly programs: boolean;
  readonly extended: boolean;
  readonly timers: boolean;
  readonly wide: boolean;
  /** Absent: numbers. */
  readonly hostNames: HostNames | undefined;
  readonly portNames: boolean;
  readonly userNames: boolean;
  /** busybox' column of states is a letter wider. */
  readonly busybox: boolean;
}

const ADDRESS_WIDTH = 23;
const PROGRAM_WIDTH = 20;

/** The lists of Internet and Unix sockets as net-tools 2.10 lays them out. */
export async function socketList(process: Process, options: SocketListOptions): Promise<string> {
  const which = options.all ? '(servers and established)' : options.listening ? '(only servers)' : '(w/o servers)';
  const tail =
    (options.extended ? ' User       Inode     ' : '') +
    (options.programs ? ` ${options.busybox ? 'PID/Program name' : 'PID/Program name    '}` : '') +
    (options.timers ? ' Timer' : '');
  const columns = 'Proto Recv-Q Send-Q Local Address           Foreign Address         State      ';
  const head = `Active Internet connections ${which}\n${columns}${options.busybox ? ' ' : ''}${tail}\n`;
  const shown = process.machine.network.sockets().filter((socket) => isShown(socket, options));
  const rows: string[] = [];
  for (const protocol of ['tcp', 'udp'] as const) {
    for (const socket of shown) {
      if (socket.protocol === protocol) rows.push(await row(process, socket, options));
    }
  }
  const program = options.programs ? 'PID/Program name     ' : '';
  const unix = options.everything
    ? `Active UNIX domain sockets ${which}\nProto RefCnt Flags       Type       State         I-Node   ${program}Path\n`
    : '';
  return `${head}${rows.join('')}${unix}`;
}

function isShown(socket: SocketInfo, { protocols, all, listening }: SocketListOptions): boolean {
  if (!protocols.has(socket.protocol)) return false;
  const waits = socket.state === 'LISTEN' || socket.state === 'UNCONN';
  return all || waits === listening;
}

async function row(process: Process, socket: SocketInfo, options: SocketListOptions): Promise<string> {
  const local = await endpoint(socket.local, socket.protocol, options);
  const remote = await endpoint(socket.remote, socket.protocol, options);
  const state = (socket.state === 'UNCONN' ? '' : socket.state).padEnd(options.busybox ? 12 : 11);
  const owner = process.machine.processes.list().find(({ pid }) => pid === socket.pid);
  const cells = [`${socket.protocol.padEnd(4)}       0      0 ${local} ${remote} ${state}`];
  if (options.extended) {
    const user = options.userNames ? (owner?.user ?? 'root') : String(owner?.uid ?? 0);
    cells.push(`${user.padEnd(10)} ${String(inode(socket)).padEnd(10)}`);
  }
  if (options.programs) {
    const known = owns(process, owner?.uid) && socket.program !== undefined && socket.state !== 'TIME_WAIT';
    const name = known ? `${socket.pid ?? 1}/${socket.program}`.slice(0, PROGRAM_WIDTH - 1) : '-';
    cells.push(options.busybox ? name : name.padEnd(PROGRAM_WIDTH));
  }
  if (options.timers) cells.push('off (0.00/0/0)');
  return `${cells.join(' ')}\n`;
}

/** Whose sockets a user sees the processes of: root everybody's, others their own. */
export function owns({ machine }: Process, uid: number | undefined): boolean {
  const own = machine.credentials?.uid ?? 0;
  return own === 0 || own === uid;
}

/** A number that stays the same while the socket is there; sockets that wait have none. */
function inode({ state, protocol, local, remote }: SocketInfo): number {
  return state === 'TIME_WAIT' ? 0 : 20_000 + local.port + remote.port + (protocol === 'udp' ? 1 : 0);
}

/** `ADDRESS:PORT`, cut off to its column unless it may be wide. */
async function endpoint(
  { address, port }: SocketInfo['local'],
  protocol: SocketInfo['protocol'],
  { hostNames, portNames, wide }: SocketListOptions,
): Promise<string> {
  const numeric = address === '' || address === '*' ? '0.0.0.0' : address;
  const host = (await hostNames?.of(numeric)) ?? numeric;
  // The shell's service is one of TCP alone.
  const named = portNames && !(protocol === 'udp' && port === 514) ? serviceName(port) : undefined;
  const service = port === 0 ? '*' : (named ?? String(port));
  const room = ADDRESS_WIDTH - 1;
  if (wide || host.length + service.length <= room) return `${host}:${service}`.padEnd(ADDRESS_WIDTH);
  const portRoom = Math.min(service.length, room - 4);
  return `${host.slice(0, room - portRoom)}:${service.slice(0, portRoom)}`.padEnd(ADDRESS_WIDTH);
}
