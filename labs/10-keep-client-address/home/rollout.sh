#!/bin/bash
# rollout.sh: replaces all pods of echo while requests go on, and counts those that fail.
echo=$(kubectl get daemonsets,deployments -l app=echo -o name | head -1)
asked=0 failed=0
kubectl rollout restart "$echo"
until kubectl rollout status "$echo" --watch=false | grep -q "successfully rolled out"; do
  for i in 1 2 3 4 5 6; do
    asked=$((asked + 1))
    curl -s -m 1 -o /dev/null http://34.123.45.67/ || failed=$((failed + 1))
    sleep 0.1
  done
done
for ((i = 0; i < 60; i++)); do
  asked=$((asked + 1))
  curl -s -m 1 -o /dev/null http://34.123.45.67/ || failed=$((failed + 1))
  sleep 0.1
done
echo "$failed of $asked requests failed"
