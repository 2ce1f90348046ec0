import { expect, test } from 'vitest';
import type { InterfaceInfo, MachineNetwork } from '../../../cluster/machinery/machine.ts';
import { createShellMachine, runBash } from '../../testing/run-bash.ts';

const loopback: InterfaceInfo = {
  index: 1,
  name: 'lo',
  kind: 'loopback',
  mac: '00:00:00:00:00:00',
  mtu: 65536,
  up: true,
  addresses: ['127.0.0.1/8'],
  counters: { receivedBytes: 0, receivedPackets: 0, sentBytes: 0, sentPackets: 0 },
};
const ethernet: InterfaceInfo = {
  index: 2,
  name: 'eth0',
  kind: 'ethernet',
  mac: '02:fc:00:00:00:01',
  mtu: 1400,
  up: true,
  addresses: ['192.0.2.2/24'],
  counters: { receivedBytes: 4_196_806_225, receivedPackets: 171_350, sentBytes: 16_270_305, sentPackets: 130_841 },
};
const any = { address: '0.0.0.0', port: 0 };
const network = {
  interfaces: () => [loopback, ethernet, { ...ethernet, name: 'ifb0', up: false }],
  routes: () => [
    { destination: 'default', via: '192.0.2.1', device: 'eth0' },
    { destination: '192.0.2.0/24', device: 'eth0' },
  ],
  neighbours: () => [
    { address: '192.0.2.1', device: 'eth0', mac: '02:fc:00:00:00:05', state: 'REACHABLE' },
    { address: '192.0.2.9', device: 'eth0', state: 'FAILED' },
  ],
  sockets: () => [
    {
      protocol: 'udp',
      state: 'UNCONN',
      local: { address: '127.0.0.1', port: 5353 },
      remote: any,
      program: 'nc',
      pid: 14_945,
    },
    {
      protocol: 'tcp',
      state: 'LISTEN',
      local: { address: '127.0.0.1', port: 80 },
      remote: any,
      program: 'nc',
      pid: 14_944,
    },
    {
      protocol: 'tcp',
      state: 'ESTABLISHED',
      local: { address: '192.0.2.2', port: 44_363 },
      remote: { address: '198.51.100.7', port: 443 },
    },
    {
      protocol: 'tcp',
      state: 'TIME_WAIT',
      local: { address: '192.0.2.2', port: 32_940 },
      remote: { address: '198.51.100.7', port: 443 },
    },
  ],
  nameOf: async (address: string) => (address === '198.51.100.7' ? 'a-long-name.example.com' : undefined),
} as unknown as MachineNetwork;
const node = createShellMachine({ network, kind: 'node' });
const client = createShellMachine({ network });

async function outcome(command: string, machine = node): Promise<string> {
  const { stdout, stderr, status } = await runBash(command, { machine });
  return `${stdout}${stderr}${status}`;
}

test('netstat lists sockets in the columns of net-tools', async () => {
  expect(await outcome('netstat -tulpn')).toBe(`Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      14944/nc            
udp        0      0 127.0.0.1:5353          0.0.0.0:*                           14945/nc            
0`);
  expect(await outcome('netstat -ta')).toBe(`Active Internet connections (servers and established)
Proto Recv-Q Send-Q Local Address           Foreign Address         State      
tcp        0      0 localhost:http          0.0.0.0:*               LISTEN     
tcp        0      0 192.0.2.2:44363         a-long-name.examp:https ESTABLISHED
tcp        0      0 192.0.2.2:32940         a-long-name.examp:https TIME_WAIT  
0`);
  expect(await outcome('netstat -ltno')).toBe(`Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       Timer
tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      off (0.00/0/0)
0`);
});

test('netstat -p tells those who are not root what they do not see', async () => {
  expect(await outcome('netstat -tlpn', client)).toBe(`Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    
tcp        0      0 127.0.0.1:80            0.0.0.0:*               LISTEN      -                   
(No info could be read for "-p": geteuid()=1000 but you should be root.)
0`);
});

test('routes as netstat -rn and as route show them', async () => {
  expect(await outcome('netstat -rn')).toBe(`Kernel IP routing table
Destination     Gateway         Genmask         Flags   MSS Window  irtt Iface
0.0.0.0         192.0.2.1       0.0.0.0         UG        0 0          0 eth0
192.0.2.0       0.0.0.0         255.255.255.0   U         0 0          0 eth0
0`);
  expect(await outcome('route')).toBe(`Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
default         192.0.2.1       0.0.0.0         UG    0      0        0 eth0
192.0.2.0       0.0.0.0         255.255.255.0   U     0      0        0 eth0
0`);
  expect(await outcome('route add default gw 192.0.2.1')).toBe('SIOCADDRT: Operation not permitted\n7');
});

test('interfaces as netstat -i and as ifconfig show them', async () => {
  expect(await outcome('netstat -i')).toBe(`Kernel Interface table
Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg
eth0             1400   171350      0      0 0        130841      0      0      0 BMRU
lo              65536        0      0      0 0             0      0      0      0 LRU
0`);
  expect(await outcome('ifconfig')).toBe(`eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1400
        inet 192.0.2.2  netmask 255.255.255.0  broadcast 192.0.2.255
        ether 02:fc:00:00:00:01  txqueuelen 1000  (Ethernet)
        RX packets 171350  bytes 4196806225 (3.9 GiB)
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets 130841  bytes 16270305 (15.5 MiB)
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0

lo: flags=73<UP,LOOPBACK,RUNNING>  mtu 65536
        inet 127.0.0.1  netmask 255.0.0.0
        loop  txqueuelen 1000  (Local Loopback)
        RX packets 0  bytes 0 (0.0 B)
        RX errors 0  dropped 0  overruns 0  frame 0
        TX packets 0  bytes 0 (0.0 B)
        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0

0`);
  expect(await outcome('ifconfig eth9')).toBe('eth9: error fetching interface information: Device not found\n1');
});

test('arp in both styles', async () => {
  expect(await outcome('arp -n')).toBe(`Address                  HWtype  HWaddress           Flags Mask            Iface
192.0.2.1                ether   02:fc:00:00:00:05   C                     eth0
192.0.2.9                        (incomplete)                              eth0
0`);
  expect(await outcome('arp -a')).toBe(`? (192.0.2.1) at 02:fc:00:00:00:05 [ether] on eth0
? (192.0.2.9) at <incomplete> on eth0
0`);
  expect(await outcome('arp 10.9.9.9')).toBe('10.9.9.9 (10.9.9.9) -- no entry\n0');
});

test('a wrong option brings the usage', async () => {
  expect((await outcome('netstat --foo')).split('\n')[0]).toBe("netstat: unrecognized option '--foo'");
  expect((await outcome('route -x; echo $? >&2')).split('\n').slice(-2)).toEqual(['3', '0']);
});
