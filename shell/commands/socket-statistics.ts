import type { Process, SocketInfo } from '../../cluster/machinery/machine.ts';

interface Selection {
  listening: boolean;
  all: boolean;
  protocols: Set<'tcp' | 'udp'>;
  processes: boolean;
  summary: boolean;
  headers: boolean;
}

const LONG: Readonly<Record<string, string>> = {
  '--listening': 'l',
  '--tcp': 't',
  '--udp': 'u',
  '--numeric': 'n',
  '--processes': 'p',
  '--all': 'a',
  '--summary': 's',
  '--no-header': 'H',
  '--ipv4': '4',
};

/** ss(8): -l -t -u -n -p -a -s -H. */
const HELP = `Usage: ss [ OPTIONS ]
   -h, --help       this text
   -H, --no-header  no header
   -n, --numeric    numbers, not names
   -a, --all        all sockets
   -l, --listening  those that listen
   -p, --processes  who has them
   -s, --summary    how many
   -t, --tcp        TCP
   -u, --udp        UDP
`;

export async function socketStatistics(process: Process): Promise<number> {
  const selection: Selection = {
    listening: false,
    all: false,
    protocols: new Set(),
    processes: false,
    summary: false,
    headers: true,
  };
  for (const argument of process.args.slice(1)) {
    if (argument === '--help' || argument === '-h') {
      await process.stdout.write(Buffer.from(HELP));
      return 0;
    }
    const letters =
      (Object.hasOwn(LONG, argument) ? LONG[argument] : undefined) ??
      (argument.startsWith('-') && !argument.startsWith('--') ? argument.slice(1) : null);
    if (letters === null) {
      await process.stderr.write(Buffer.from(`ss: unrecognized option '${argument}'\nUsage: ss [ OPTIONS ]\n`));
      return 255;
    }
    for (const letter of letters) {
      if (!select(selection, letter)) {
        await process.stderr.write(Buffer.from(`ss: invalid option -- '${letter}'\nUsage: ss [ OPTIONS ]\n`));
        return 255;
      }
    }
  }
  const sockets = process.machine.network.sockets();
  const text = selection.summary ? summaryText(sockets) : listText(sockets, selection);
  await process.stdout.write(Buffer.from(text));
  return 0;
}

function select(selection: Selection, letter: string): boolean {
  if (letter === 'l') selection.listening = true;
  else if (letter === 'a') selection.all = true;
  else if (letter === 't') selection.protocols.add('tcp');
  else if (letter === 'u') selection.protocols.add('udp');
  else if (letter === 'p') selection.processes = true;
  else if (letter === 's') selection.summary = true;
  else if (letter === 'H') selection.headers = false;
  return 'latupsHn4Oeimor'.includes(letter);
}

const STATES: Readonly<Record<SocketInfo['state'], string>> = {
  LISTEN: 'LISTEN',
  ESTABLISHED: 'ESTAB',
  TIME_WAIT: 'TIME-WAIT',
  UNCONN: 'UNCONN',
  SYN_SENT: 'SYN-SENT',
};

function listText(sockets: readonly SocketInfo[], selection: Selection): string {
  const { protocols, all, listening } = selection;
  const isListening = ({ state }: SocketInfo) => state === 'LISTEN' || state === 'UNCONN';
  const shown = sockets.filter(
    (socket) => (protocols.size === 0 || protocols.has(socket.protocol)) && (all || isListening(socket) === listening),
  );
  const withNetid = protocols.size !== 1;
  const cells = shown.map((socket) => ({
    netid: socket.protocol,
    state: STATES[socket.state],
    send: socket.state === 'LISTEN' ? '4096' : '0',
    local: [socket.local.address, String(socket.local.port)] as const,
    peer: [socket.remote.address || '0.0.0.0', socket.remote.port ? String(socket.remote.port) : '*'] as const,
    process: selection.processes && socket.program ? `users:(("${socket.program}",pid=${socket.pid ?? 1},fd=3))` : '',
  }));
  const width = (title: string, texts: readonly string[]) =>
    Math.max(title.length, ...texts.map(({ length }) => length));
  const w = {
    netid: width('Netid', []),
    state: width(
      'State',
      cells.map(({ state }) => state),
    ),
    local: width(
      'Local Address',
      cells.map(({ local }) => local[0]),
    ),
    localPort: width(
      'Port',
      cells.map(({ local }) => local[1]),
    ),
    peer: width(
      'Peer Address',
      cells.map(({ peer }) => peer[0]),
    ),
    peerPort: width(
      'Port',
      cells.map(({ peer }) => peer[1]),
    ),
    process: width(
      'Process',
      cells.map(({ process }) => process),
    ),
  };
  const line = (
    netid: string,
    state: string,
    received: string,
    send: string,
    local: readonly [string, string],
    peer: readonly [string, string],
    program: string,
  ) =>
    `${withNetid ? `${netid.padEnd(w.netid)} ` : ''}${state.padEnd(w.state)} ${received.padEnd(6)} ${send.padEnd(6)} ` +
    `${local[0].padStart(w.local)}:${local[1].padEnd(w.localPort)} ${peer[0].padStart(w.peer)}:${peer[1].padEnd(w.peerPort)}${program.padEnd(w.process)}\n`;
  const head = line(
    'Netid',
    'State',
    'Recv-Q',
    'Send-Q',
    ['Local Address', 'Port'],
    ['Peer Address', 'Port'],
    'Process',
  );
  const rows = cells.map((cell) => line(cell.netid, cell.state, '0', cell.send, cell.local, cell.peer, cell.process));
  return (selection.headers ? head : '') + rows.join('');
}

function summaryText(sockets: readonly SocketInfo[]): string {
  const tcp = sockets.filter(({ protocol }) => protocol === 'tcp');
  const count = (state: SocketInfo['state']) => tcp.filter((socket) => socket.state === state).length;
  const waiting = count('TIME_WAIT');
  const udp = sockets.length - tcp.length;
  const open = tcp.length - waiting;
  const row = (name: string, number: number) =>
    `${name.padEnd(9)} ${String(number).padEnd(9)} ${String(number).padEnd(9)} 0        \n`;
  return (
    `Total: ${sockets.length}\n` +
    `TCP:   ${tcp.length} (estab ${count('ESTABLISHED')}, closed ${waiting}, orphaned 0, timewait ${waiting})\n\n` +
    `Transport Total     IP        IPv6\n${row('RAW', 0)}${row('UDP', udp)}${row('TCP', open)}${row('INET', open + udp)}${row('FRAG', 0)}\n`
  );
}
