# node4 rejects a port that the Service does not have, node1 stays silent.
# at start: Expected node4 to answer from nftables, its table kube-proxy is not there.
ssh node4 nft list table ip kube-proxy 2>/dev/null | grep -q web-service ||
  fail "Expected node4 to answer from nftables, its table kube-proxy is not there."
address=$(kubectl get service web-service -o jsonpath='{.spec.clusterIP}')
expect_status 200 http://10.100.1.13:30080/hostname --count 6
expect_refused "http://$address:81/" --from node node4
seen=$(status_of "http://$address:81/" --from node node1)
[[ $seen == timed-out ]] || fail "Only node4 changes mode in this step; on node1 port 81 should stay silent, $(in_words "$seen")."
