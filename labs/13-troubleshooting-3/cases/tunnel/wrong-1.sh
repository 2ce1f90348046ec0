# expect: Expected pods on node1, node2 and node4, as the ticket asks; found node1 node2.
kubectl patch daemonset web -n ferry --type json -p '[{"op":"replace","path":"/spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms/0/matchExpressions/0/values","value":["node1","node2"]}]'
kubectl patch service web -n ferry -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
until [[ $(kubectl get pods -n ferry -l app=web --no-headers | grep -c Running) == 2 ]]; do sleep 1; done
