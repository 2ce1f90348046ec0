import type { Call } from '../everyday/define.ts';
import { busyboxInterface, interfaceDetails, interfaceTable, sortedInterfaces } from './interface-table.ts';
import { defineNetTool } from './usage.ts';

/** ifconfig(8) of net-tools, or busybox': it shows; changing is refused. */
export const ifconfig = defineNetTool(
  {
    name: 'ifconfig',
    usage: `Usage:
  ifconfig [-a] [-v] [-s] [<interface>]
  -a  interfaces that are down, too
  -s  a table`,
    flags: 'avs',
    stopsAtOperand: true,
  },
  async (call) => {
    const [name, ...changes] = call.operands;
    const interfaces = call.process.machine.network.interfaces();
    const shown =
      name === undefined ? sortedInterfaces(interfaces, call.has('a')) : interfaces.filter((one) => one.name === name);
    if (name !== undefined && shown.length === 0) return notFound(call, name);
    if (changes.length > 0) return refuse(call, changes[0]!);
    if (call.has('s')) await call.print(interfaceTable(shown, 'ifconfig'));
    else await call.print(shown.map(call.isBusybox ? busyboxInterface : interfaceDetails).join(''));
    return 0;
  },
);

async function notFound(call: Call, name: string): Promise<number> {
  const message = call.isBusybox
    ? `ifconfig: ${name}: error fetching interface information: Device not found\n`
    : `${name}: error fetching interface information: Device not found\n`;
  await call.process.stderr.write(Buffer.from(message));
  return 1;
}

/** The ioctl that sets what is asked for. */
async function refuse(call: Call, change: string): Promise<number> {
  const calls: Readonly<Record<string, string>> = { mtu: 'SIOCSIFMTU', netmask: 'SIOCSIFNETMASK', hw: 'SIOCSIFHWADDR' };
  const named = Object.hasOwn(calls, change) ? calls[change] : undefined;
  const request = named ?? (/^\d+\./.test(change) ? 'SIOCSIFADDR' : 'SIOCSIFFLAGS');
  await call.process.stderr.write(
    Buffer.from(`${call.isBusybox ? 'ifconfig: ' : ''}${request}: Operation not permitted\n`),
  );
  return call.isBusybox ? 1 : 255;
}
