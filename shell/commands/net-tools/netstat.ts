import { sleep } from '../../../cluster/machinery/clock.ts';
import type { Process, SocketInfo } from '../../../cluster/machinery/machine.ts';
import type { Call } from '../everyday/define.ts';
import { HostNames } from './addresses.ts';
import { busyboxInterface, interfaceDetails, interfaceTable, sortedInterfaces } from './interface-table.ts';
import { routeTable } from './route-table.ts';
import { owns, socketList } from './socket-list.ts';
import { defineNetTool } from './usage.ts';

const NEXT_LIST_MS = 1000;
const USAGE = `usage: netstat [-vWeenNcCF] -r
       netstat [-vWnNcaeolp] [-t] [-u] [-x]
       netstat [-vWeenNac] -i

        -r, --route              routes
        -i, --interfaces         interfaces
        -t, --tcp                sockets of TCP
        -u, --udp                sockets of UDP
        -x, --unix               Unix sockets
        -l, --listening          those that listen
        -a, --all                all of them
        -p, --programs           whose they are
        -n, --numeric            numbers, not names
        -e, --extend             further columns
        -o, --timers             timers
        -W, --wide               addresses are not cut off
        -c, --continuous         again every second`;

/** netstat(8) of net-tools, in busybox' columns where that is installed. */
export const netstat = defineNetTool(
  {
    name: 'netstat',
    usage: USAGE,
    flags: 'rintulapeoWcvNCF4wxhV',
    long: {
      route: 'r',
      interfaces: 'i',
      numeric: 'n',
      tcp: 't',
      udp: 'u',
      listening: 'l',
      all: 'a',
      programs: 'p',
      program: 'p',
      extend: 'e',
      timers: 'o',
      wide: 'W',
      continuous: 'c',
      verbose: 'v',
      symbolic: 'N',
      raw: 'w',
      unix: 'x',
      inet: '4',
      'numeric-hosts': 'numeric-hosts',
      'numeric-ports': 'numeric-ports',
      'numeric-users': 'numeric-users',
    },
  },
  async (call) => {
    if (call.has('h')) {
      await call.print(`${USAGE}\n`);
      return 0;
    }
    for (;;) {
      await list(call);
      if (!call.has('c')) return 0;
      await sleep(call.process.machine.clock, NEXT_LIST_MS, call.process.signal);
    }
  },
);

async function list(call: Call): Promise<void> {
  const { network } = call.process.machine;
  const names = call.has('n') || call.has('numeric-hosts') ? undefined : new HostNames(network);
  if (call.has('r')) {
    const extended = call.values('e').length;
    const style = extended === 0 ? 'netstat' : extended === 1 ? 'route' : 'both';
    return call.print(await routeTable(network.routes(), style, names));
  }
  if (call.has('i')) {
    const shown = sortedInterfaces(network.interfaces(), call.has('a'));
    if (!call.has('e')) return call.print(interfaceTable(shown, 'netstat'));
    const details = shown.map(call.isBusybox ? busyboxInterface : interfaceDetails).join('');
    return call.print(`Kernel Interface table\n${details}`);
  }
  return listSockets(call, names);
}

async function listSockets(call: Call, hostNames: HostNames | undefined): Promise<void> {
  const chosen: SocketInfo['protocol'][] = [
    ...(call.has('t') ? ['tcp' as const] : []),
    ...(call.has('u') ? ['udp' as const] : []),
  ];
  const none = chosen.length === 0 && !call.has('w') && !call.has('x');
  const both = none || call.has('4');
  if (call.has('p') && !call.isBusybox) await warnOfOthers(call.process);
  const numeric = call.has('n');
  await call.print(
    await socketList(call.process, {
      protocols: new Set(chosen.length === 0 && both ? (['tcp', 'udp'] as const) : chosen),
      everything: call.has('x') || (none && !call.has('4')),
      all: call.has('a'),
      listening: call.has('l'),
      programs: call.has('p'),
      extended: call.has('e'),
      timers: call.has('o'),
      wide: call.has('W'),
      hostNames,
      portNames: !numeric && !call.has('numeric-ports'),
      userNames: !numeric && !call.has('numeric-users'),
      busybox: call.isBusybox,
    }),
  );
}

/** Those who are not root are told that they do not see everything. */
async function warnOfOthers(process: Process): Promise<void> {
  const uid = process.machine.credentials?.uid ?? 0;
  if (uid === 0) return;
  const { machine } = process;
  const mine = machine.processes.list().filter((one) => owns(process, one.uid));
  const some = machine.network.sockets().some(({ pid }) => mine.some((one) => one.pid === pid));
  await process.stderr.write(
    Buffer.from(
      some
        ? '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n'
        : `(No info could be read for "-p": geteuid()=${uid} but you should be root.)\n`,
    ),
  );
}
