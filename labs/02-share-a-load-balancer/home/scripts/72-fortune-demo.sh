#!/usr/bin/env bash
# Pattern B: a Service that joins a load balancer that exists (elb.id).
# Before: kubectl apply -f manifests/whoami-demo.yaml, which makes the one to join.
# ./scripts/72-fortune-demo.sh            applies, waits for the address, shows the events, asks for a fortune
# ./scripts/72-fortune-demo.sh --delete   takes fortune down; the ELB stays for whoami
set -euo pipefail
cd "$(dirname "$0")/.."

manifest=manifests/fortune-demo.yaml
namespace=whoami
service=fortune
port=8080
timeout=180

if [[ ${1:-} == --delete ]]; then
  kubectl delete -f "$manifest" --ignore-not-found
  exit
fi

elb_id=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
if [[ -z $elb_id ]]; then
  echo "whoami has no load balancer: kubectl apply -f manifests/whoami-demo.yaml first." >&2
  exit 1
fi
echo "Joining load balancer $elb_id"
sed "s/ELB_ID_HERE/$elb_id/" "$manifest" | kubectl apply -f -

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
echo "Address: $address:$port"

for ((tries = 0; tries < 60; tries++)); do
  curl -s -m 2 "http://$address:$port/" && exit
  sleep 1
done
echo "$address:$port does not answer." >&2
exit 1
