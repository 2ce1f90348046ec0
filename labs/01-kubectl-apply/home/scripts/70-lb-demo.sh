#!/usr/bin/env bash
# Pattern A: a Service that asks for a load balancer of its own (elb.autocreate).
# ./scripts/70-lb-demo.sh            applies, waits for the address, shows the events, asks for the page
# ./scripts/70-lb-demo.sh --delete   takes everything down; the controller deletes the ELB and the EIP
set -euo pipefail
cd "$(dirname "$0")/.."

manifest=manifests/lb-demo.yaml
namespace=lb-demo
service=hello
timeout=180

if [[ ${1:-} == --delete ]]; then
  kubectl delete -f "$manifest" --ignore-not-found
  exit
fi

kubectl apply -f "$manifest"

echo "Waiting for an external address ..."
address=
for ((waited = 0; waited < timeout; waited += 2)); do
  address=$(kubectl get svc "$service" -n "$namespace" -o jsonpath='{.status.loadBalancer.ingress[0].ip}')
  [[ -n $address ]] && break
  sleep 2
done

echo "Events of the controller:"
kubectl get events -n "$namespace" --field-selector "involvedObject.kind=Service,involvedObject.name=$service" \
  -o custom-columns=TIME:.lastTimestamp,REASON:.reason,MESSAGE:.message

if [[ -z $address ]]; then
  echo "No address after $timeout s. What the controller says is above." >&2
  exit 1
fi
echo "Address: $address"

# The address is routed a few seconds after it stands in the status, and the nodes must have passed their health check.
for ((tries = 0; tries < 60; tries++)); do
  curl -s -m 2 "http://$address/" && exit
  sleep 1
done
echo "$address does not answer." >&2
exit 1
