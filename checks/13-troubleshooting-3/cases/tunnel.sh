# Every connection through node3 is answered, node4's pod is still there, and node3's pods reach it.
[[ $(ready_nodes_of ferry app=web) == "node1 node2 node4" ]] || fail "Expected pods on node1, node2 and node4, as the ticket asks; found $(ready_nodes_of ferry app=web)."
for node in 10 12 13; do
  expect_status 200 "http://10.100.1.$node:30202/hostname" --count 15
done
pod=$(kubectl get pods -n ferry -l app=web -o jsonpath='{.items[?(@.spec.nodeName=="node4")].status.podIP}')
expect_status 200 "http://$pod:8080/hostname" --from node node3
expect_still ok
