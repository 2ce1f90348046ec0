# The Service answers inside again, and its NodePort only where nginx runs.
kubectl exec -n traffic-test client-pod -- curl -s -m 3 -o /dev/null http://nginx-service/ ||
  fail "nginx-service no longer answers; put its selector and targetPort 80 back."
[[ $(kubectl get service nginx-service -n traffic-test -o jsonpath='{.spec.ports[0].nodePort}') == 30090 ]] ||
  fail "Expected nginx-service to have nodePort 30090."
address_of() { kubectl get node "$1" -o jsonpath='{.status.addresses[0].address}'; }
expect_status 200 "http://$(address_of "$(ready_nodes_of traffic-test app=nginx)"):30090/"
seen=$(status_of "http://$(address_of "$(kubectl get pod client-pod -n traffic-test -o jsonpath='{.spec.nodeName}')"):30090/")
[[ ! $seen =~ ^[0-9]+$ ]] || fail "Expected silence on port 30090 of the client pod's node, it answered $seen."
[[ $seen == timed-out ]] || fail "Expected silence on port 30090 of the client pod's node, $(in_words "$seen")."
