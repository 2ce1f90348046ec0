const OPTIONS = [
  '', '-n', '-nn -v', '-nn -vv', '-nn -vvv', '-nn -e', '-n -e -v', '-nn -q', '-nn -q -e', '-nn -S', '-nn -t', '-nn -tt', '-nn -ttt', '-nn -tttt', '-nn -ttttt',
  '-nn -A', '-nn -AA', '-nn -x', '-nn -xx', '-nn -X', '-nn -XX -e', '-nn -K -vv', '-nn -#', '--count', '-nn -c 3 -v',
];
const FILTERS = [
  'tcp', 'udp', 'icmp', 'arp', 'not tcp', 'port 80', 'port 80 or 443', 'src port 8080', 'tcp dst port 80', 'portrange 50-90',
  'host 192.168.1.3', 'src 192.168.1.3 and not arp', 'host 192.168.1.3 or 10.0.0.1', 'net 192.168.0.0/16', 'src net 10', 'dst net 192.168.2.0 mask 255.255.255.0',
  'tcp[tcpflags] & (tcp-syn|tcp-fin) != 0', 'tcp[13] = 2', 'tcp[tcpflags] == tcp-syn', 'icmp[icmptype] == icmp-unreach', 'icmp[icmptype] != icmp-echo and icmp[icmptype] != icmp-echoreply',
  'ip[8] < 64', 'tcp and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)', 'greater 100', 'less 60', 'len >= 70 and len <= 90',
  'ether broadcast', 'ether proto 0x0806', 'ether host 02:42:00:00:00:07', 'ip proto 17', 'ip proto \\icmp', 'udp port 8472', '(tcp or udp) and (port 53 or port 80)', 'not (arp or icmp)', 'ip broadcast or ip multicast',
  // What cannot be parsed.
  'port 99999', 'port nosuchport', 'net 10.0.0.1/8', 'foo', 'tcp and', 'host 300.1.1.1', 'tcp[13', 'ether host 1', 'tcp[0:3] = 1',
];
const OPTION_FILES = ['dns', 'icmp', 'tcp', 'ip', 'arp', 'pod-eth0'];
const FILTER_FILES = ['pod-eth0', 'node-eth0', 'ip'];

/** Arguments of tcpdump, with the file that it reads. */
export const CASES: readonly string[] = [
  ...OPTION_FILES.flatMap((file) => OPTIONS.map((options) => `${options} -r ${file}.pcap`.trim())).filter(
    // Of a packet that is cut within IP's header, the real one shows the link's header, too.
    (script) => !/-[AxX].*-r ip\.pcap/.test(script),
  ),
  ...FILTER_FILES.flatMap((file) => FILTERS.map((filter) => `-nn -t -r ${file}.pcap '${filter}'`)),
  ...['nano', 'big', 'cooked', 'node-cni0'].flatMap((file) => [`-nn -r ${file}.pcap`, `-nn -t -r ${file}.pcap 'tcp port 80'`]),
  '-nn -r none.pcap',
  '-nn -r cases.txt',
  '-c x -r tcp.pcap',
  '-s x -r tcp.pcap',
  '-nn -t -r - < tcp.pcap',
  '-w - -r tcp.pcap tcp port 22 | tcpdump -nn -t -r -',
  '-c 2 -nn -w out.pcap --print -r arp.pcap; tcpdump -nn -e -r out.pcap',
];
