# Every node answers on port 32000, through the ingress controller.
# at start: node1 does not answer on 32000: the connection was refused. Does your Service select the ingress pod?
port=$(kubectl get service ingress-nginx-controller -n ingress-nginx -o jsonpath='{.spec.ports[0].nodePort}' --ignore-not-found)
[[ -z $port || $port == 32000 ]] || fail "The question fixes port 32000; your Service has $port."
for node in 1 2 3 4; do
  seen=$(status_of "http://10.100.1.$((9 + node)):32000/")
  [[ $seen =~ ^[0-9]+$ ]] || fail "node$node does not answer on 32000: $(in_words "$seen"). Does your Service select the ingress pod?"
done
trace http://10.100.1.13:32000/ --json | grep -q '"kind":"proxy"' || fail "Port 32000 answers, but not through the ingress controller."
