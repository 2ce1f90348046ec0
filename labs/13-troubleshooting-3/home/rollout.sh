#!/bin/bash
# rollout.sh: replaces all pods of the radio while listeners go on asking, and counts who was lost.
asked=0 lost=0
kubectl rollout restart daemonset web -n radio
until kubectl rollout status daemonset web -n radio --watch=false | grep -q "successfully rolled out"; do
  for i in 1 2 3 4 5; do
    asked=$((asked + 1))
    curl -s -m 1 -o /dev/null http://34.123.45.73/hostname || lost=$((lost + 1))
    sleep 0.1
  done
done
echo "$lost of $asked requests were lost"
