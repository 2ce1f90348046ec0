#!/usr/bin/env bash
# Attaches fortune to whoami's load balancer, whatever its id is today.
set -euo pipefail
cd "$(dirname "$0")"

ID=$(kubectl get svc whoami -n whoami -o jsonpath='{.metadata.annotations.kubernetes\.io/elb\.id}')
[[ -n $ID ]] || { echo "whoami has no load balancer yet." >&2; exit 1; }
sed "s/ELB_ID_HERE/$ID/" fortune.yaml | kubectl apply -f -
