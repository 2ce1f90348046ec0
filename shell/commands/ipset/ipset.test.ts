import { expect, test } from 'vitest';
import { createMachine } from '../../../cluster/machinery/create-machine.ts';
import { SeededRandom } from '../../../cluster/machinery/random.ts';
import { createMachineNetwork } from '../../../cluster/network/machine-network.ts';
import { createTestCluster } from '../../../cluster/network/test-cluster.ts';
import { createPrograms } from '../../programs.ts';
import { runBash } from '../../testing/run-bash.ts';

function machine() {
  const { network, client, clock } = createTestCluster({ nodes: 1 });
  return createMachine({
    hostname: 'node-1',
    kind: 'node',
    network: createMachineNetwork(client, { network, lookup: async (name) => [name] }),
    clock,
    random: new SeededRandom(1),
    programs: createPrograms('node'),
    logger: {
      error: (details) => {
        throw new Error(JSON.stringify(details));
      },
    },
  });
}

// What ipset 7.17 said on Linux 6, but for the random initval.
test('sets that a rule asks: made, filled, asked and kept while they are in use', async () => {
  const script = `exec 2>&1
ipset create S hash:ip,port
iptables -t nat -A PREROUTING -m set --match-set S dst,dst -j ACCEPT
ipset add S 1.2.3.4; ipset add S 1.2.3.4,tcp:80; ipset add S 1.2.3.4,tcp:80; echo $?
ipset del S 1.2.3.5,tcp:80; ipset test S 1.2.3.4,tcp:80; ipset test S 1.2.3.4,tcp:81; echo $?
ipset list S | sed 's/initval .*/initval X/'
ipset destroy S; echo $?; ipset list NOPE; ipset create Q hash:foo; ipset; echo $?
iptables -t nat -A PREROUTING -m set --match-set NOPE dst -j ACCEPT; echo $?`;
  const { stdout } = await runBash(script, { machine: machine() });
  expect(stdout).toBe(`ipset v7.17: Syntax error: Second element is missing from 1.2.3.4.
ipset v7.17: Element cannot be added to the set: it's already added
1
ipset v7.17: Element cannot be deleted from the set: it's not added
Warning: 1.2.3.4,tcp:80 is in set S.
1.2.3.4,tcp:81 is NOT in set S.
1
Name: S
Type: hash:ip,port
Revision: 7
Header: family inet hashsize 1024 maxelem 65536 bucketsize 12 initval X
Size in memory: 264
References: 1
Number of entries: 1
Members:
1.2.3.4,tcp:80
ipset v7.17: Set cannot be destroyed: it is in use by a kernel component
1
ipset v7.17: The set with the given name does not exist
ipset v7.17: Syntax error: typename 'hash:foo' is unknown
ipset v7.17: No command specified.
Try \`ipset help' for more information.
2
iptables v1.8.9 (nf_tables): Set NOPE doesn't exist.

Try \`iptables -h' or 'iptables --help' for more information.
2
`);
});

test('ports and networks', async () => {
  const script = `exec 2>&1
ipset create B bitmap:port range 0-100; ipset add B 200; ipset add B 5-8; ipset add B 80; ipset add B 80
ipset list B
ipset create P hash:ip,port,net; ipset add P 1.2.3.4,tcp:80,10.0.0.0/8; ipset test P 1.2.3.4,tcp:80,10.2.3.4
ipset add P 1.2.3.4,tcp:80,0.0.0.0/0; ipset list -n; ipset flush P; ipset save B`;
  const { stdout } = await runBash(script, { machine: machine() });
  expect(stdout).toBe(`ipset v7.17: Element is out of the range of the set
ipset v7.17: Element cannot be added to the set: it's already added
Name: B
Type: bitmap:port
Revision: 3
Header: range 0-100
Size in memory: 88
References: 0
Number of entries: 5
Members:
5
6
7
8
80
Warning: 1.2.3.4,tcp:80,10.2.3.4 is in set P.
ipset v7.17: The value of the CIDR parameter of the IP address is invalid
B
P
create B bitmap:port range 0-100
add B 5
add B 6
add B 7
add B 8
add B 80
`);
});

// Formats and messages of ipvsadm 1.31.
test('ipvsadm: virtual servers made, listed, saved and refused', async () => {
  const script = `exec 2>&1
ipvsadm
ipvsadm -A -t 10.0.0.1:80 -s wrr -p 60; ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 3
ipvsadm -a -t 10.0.0.1:80 -r 10.0.0.3:80 -g; ipvsadm -A -u 10.0.0.1:53
ipvsadm -Ln; ipvsadm -S -n; ipvsadm -L --timeout
ipvsadm -A -t 10.0.0.1:80; echo $?; ipvsadm -A -t 10.0.0.9:80 -s nope; ipvsadm -d -t 10.0.0.1:80 -r 1.1.1.1:1
ipvsadm -D -t 10.0.0.4:80; ipvsadm -A -s rr; ipvsadm -Ln -r 1.1.1.1:1; ipvsadm -C; ipvsadm -Lnc`;
  const { stdout } = await runBash(script, { machine: machine() });
  expect(stdout).toBe(`IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.1:80 wrr persistent 60
  -> 10.0.0.2:8080                Masq    3      0          0         
  -> 10.0.0.3:80                  Route   1      0          0         
UDP  10.0.0.1:53 wlc
-A -t 10.0.0.1:80 -s wrr -p 60
-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 3
-a -t 10.0.0.1:80 -r 10.0.0.3:80 -g -w 1
-A -u 10.0.0.1:53 -s wlc
Timeout (tcp tcpfin udp): 900 120 300
Service already exists
255
Scheduler or persistence engine not found
No such destination
No such service
You need to supply the 'service-address' option for the 'add-service' command
Illegal 'real-server' option with the 'list' command
IPVS connection entries
pro expire state       source             virtual            destination
`);
});
