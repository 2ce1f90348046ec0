# Four endpoints, and rules for four of them on every node.
# at start: Expected 4 ready endpoints of default/web-service, found 3.
expect_endpoints default/web-service 4
for node in node1 node2; do
  rules=$(ssh "$node" iptables-save -t nat | grep -c 'default/web-service -> ' || true)
  [[ $rules == 4 ]] || fail "Expected rules for 4 endpoints on $node, found $rules."
done
