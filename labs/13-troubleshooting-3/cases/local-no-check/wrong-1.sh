# expect: Expected the pod to see the visitor's own address, it sees that of a node.
kubectl patch service web -n atlas -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
