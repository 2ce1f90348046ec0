# expect: Even shares, but the pods do not see the client any more.
kubectl patch service echo -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
