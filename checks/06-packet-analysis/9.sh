# A file on the client pod's node holds the tunnel's packets, a SYN of the request among them.
node=$(kubectl get pod client-pod -n traffic-test -o jsonpath='{.spec.nodeName}' --ignore-not-found)
[[ -n $node ]] || fail "Expected /tmp/tunnel.pcap on the client pod's node; there is no client pod."
read_file() { ssh "$node" tcpdump -nr /tmp/tunnel.pcap "$@" 2>/dev/null; }
[[ -n $(read_file) ]] || fail "Expected packets in /tmp/tunnel.pcap on $node, found none."
[[ -n $(read_file udp port 8472) ]] || fail "/tmp/tunnel.pcap has no outer packets: the tunnel ends at eth0, listen there."
read_file | grep -q 'Flags \[S\]' || fail "/tmp/tunnel.pcap has no SYN: begin to listen before the request."
