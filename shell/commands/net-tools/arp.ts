import type { NeighbourInfo } from '../../../cluster/machinery/machine.ts';
import type { Call } from '../everyday/define.ts';
import { HostNames } from './addresses.ts';
import { defineNetTool } from './usage.ts';

const HEAD = 'Address                  HWtype  HWaddress           Flags Mask            Iface\n';

/** arp(8) of net-tools, or busybox': it shows; changing is refused. */
export const arp = defineNetTool(
  {
    name: 'arp',
    usage: `Usage:
  arp [-vne] [-i <if>] [-a] [<hostname>]
  -a  as BSD shows them
  -e  as Linux does
  -n  addresses, not names
  -i  of one interface
  -v  how many there are`,
    flags: 'anevdsDhV',
    values: 'iHtA',
    long: { numeric: 'n', verbose: 'v', device: 'i', delete: 'd', set: 's' },
  },
  async (call) => {
    const { network } = call.process.machine;
    const [host] = call.operands;
    if (call.has('d') || call.has('s')) {
      const message = call.has('d')
        ? 'SIOCDARP(dontpub): Operation not permitted\n'
        : 'SIOCSARP: Operation not permitted\n';
      await call.process.stderr.write(Buffer.from(message));
      return 255;
    }
    const address = host === undefined ? undefined : await addressOf(call, host);
    if (address === null) {
      await call.process.stderr.write(Buffer.from(`${host}: Unknown host\n`));
      return 255;
    }
    const device = call.value('i');
    const all = network.neighbours();
    const shown = all.filter(
      (one) => (address === undefined || one.address === address) && (device === undefined || one.device === device),
    );
    const names = call.has('n') ? undefined : new HostNames(network);
    const bsd = call.has('a') || call.isBusybox;
    for (const [index, one] of shown.entries()) {
      const name = await names?.of(one.address);
      await call.print(bsd ? bsdLine(one, name, call.isBusybox) : `${index === 0 ? HEAD : ''}${linuxLine(one, name)}`);
    }
    if (shown.length === 0) {
      if (address !== undefined && !call.has('a')) await call.print(`${host} (${address}) -- no entry\n`);
      else if (address !== undefined || device !== undefined) {
        await call.print(`arp: in ${all.length} entries no match found.\n`);
      }
    }
    if (call.has('v')) {
      await call.print(`Entries: ${all.length}\tSkipped: ${all.length - shown.length}\tFound: ${shown.length}\n`);
    }
    return 0;
  },
);

async function addressOf(call: Call, host: string): Promise<string | null> {
  if (/^\d+(\.\d+){3}$/.test(host)) return host;
  try {
    return (await call.process.machine.network.lookup(host))[0] ?? null;
  } catch {
    return null;
  }
}

function linuxLine({ address, mac, state, device }: NeighbourInfo, name: string | undefined): string {
  const known = mac !== undefined && state !== 'FAILED';
  const hardware = known ? `ether   ${mac.padEnd(20)}` : `        ${'(incomplete)'.padEnd(20)}`;
  const flags = known ? (state === 'PERMANENT' ? 'CM' : 'C') : '';
  return `${(name ?? address).slice(0, 23).padEnd(25)}${hardware}${flags.padEnd(22)}${device}\n`;
}

function bsdLine({ address, mac, state, device }: NeighbourInfo, name: string | undefined, busybox: boolean): string {
  const known = mac !== undefined && state !== 'FAILED';
  const permanent = known && state === 'PERMANENT' ? 'PERM ' : '';
  const space = busybox && known ? ' ' : '';
  return `${name ?? '?'} (${address}) at ${known ? `${mac} [ether]` : '<incomplete>'} ${permanent || space}on ${device}\n`;
}
