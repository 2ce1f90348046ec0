# elb_of NS/SVC: the id of the load balancer that a Service names, nothing where it names none.
elb_of() {
  kubectl get service -n "${1%%/*}" "${1##*/}" -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}' 2>/dev/null || true
}

# elb_names: names of all load balancers of the account, a line each.
elb_names() {
  otc elb list -o json | jq -r '.loadbalancers[].name'
}

# listeners_of ELB: protocol and port of its listeners, sorted, in one line: "TCP/80 TCP/8080 UDP/80".
listeners_of() {
  otc listener list -o json |
    jq -r --arg elb "$1" '.listeners[] | select(.loadbalancers[0].id == $elb) | "\(.protocol)/\(.protocol_port)"' |
    sort | tr '\n' ' ' | sed 's/ $//'
}
