# node3 takes turns in IPVS mode, the other nodes are as they were.
# at start: node3 has no virtual server for 10.100.1.12:30080; which mode does its kube-proxy run in?
ssh node3 ipvsadm -Ln | grep -q '^TCP  10.100.1.12:30080 rr' ||
  fail "node3 has no virtual server for 10.100.1.12:30080; which mode does its kube-proxy run in?"
ssh node1 iptables-save -t nat | grep -q 'KUBE-SVC-.*default/web-service' ||
  fail "Only node3 changes mode in this step; node1 should still answer from iptables."
count=$(kubectl get endpointslices -l kubernetes.io/service-name=web-service -o jsonpath='{range .items[*].endpoints[*]}{.addresses[0]}{"\n"}{end}' | grep -c .)
answers=$(for ((i = 0; i < 3 * count; i++)); do curl -s -m 3 http://10.100.1.12:30080/hostname; echo; done | sort | uniq -c | awk '{print $1}' | tr '\n' ' ')
[[ $answers == "$(for ((i = 0; i < count; i++)); do printf '3 '; done)" ]] ||
  fail "Expected three requests in turn for each of $count endpoints through node3, saw $answers."
