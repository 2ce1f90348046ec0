#!/usr/bin/env bash
# The mode kube-proxy runs in on one node, or on all: a second DaemonSet and ConfigMap beside kubeadm's, chosen by a node label.
# What the mode before has left on the node is removed with `kube-proxy --cleanup`, as its documentation asks for.
set -euo pipefail

usage() {
  echo "Usage: kp-mode NODE|all iptables|ipvs|nftables" >&2
  exit 2
}

[ $# -eq 2 ] || usage
target=$1
mode=$2
case $mode in iptables | ipvs | nftables) ;; *) usage ;; esac

label=kube-proxy-mode
system() { kubectl --namespace kube-system "$@"; }

if [ "$target" = all ]; then
  nodes=$(kubectl get nodes -o jsonpath='{.items[*].metadata.name}')
else
  nodes=$(kubectl get node "$target" -o jsonpath='{.metadata.name}')
fi
image=$(system get daemonset kube-proxy -o jsonpath='{.spec.template.spec.containers[0].image}')

# kubeadm's DaemonSet keeps away from nodes that have the label.
keep_away() {
  local affinity='{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"'$label'","operator":"DoesNotExist"}]}]}}}'
  system patch daemonset kube-proxy --patch '{"spec":{"template":{"spec":{"affinity":'"$affinity"'}}}}' >/dev/null
  system rollout status daemonset kube-proxy --timeout=120s >/dev/null
}

# The same DaemonSet once more, with another ConfigMap and on nodes with the label alone.
second_daemonset() {
  local name=kube-proxy-$mode spec configuration
  configuration=$(system get configmap kube-proxy -o jsonpath='{.data.config\.conf}' | sed "s/^mode:.*/mode: $mode/")
  system create configmap "$name" --from-literal=config.conf="$configuration" \
    --from-literal=kubeconfig.conf="$(system get configmap kube-proxy -o jsonpath='{.data.kubeconfig\.conf}')" \
    --dry-run=client -o yaml | system apply -f - >/dev/null 2>&1
  spec=$(system get daemonset kube-proxy -o jsonpath='{.spec.template.spec}' |
    sed -e "s/\"operator\":\"DoesNotExist\"/\"operator\":\"In\",\"values\":[\"$mode\"]/" \
      -e "s/\"configMap\":{\([^}]*\)\"name\":\"kube-proxy\"/\"configMap\":{\1\"name\":\"$name\"/")
  system apply -f - >/dev/null 2>&1 <<JSON
{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"$name","namespace":"kube-system","labels":{"k8s-app":"$name"}},
 "spec":{"selector":{"matchLabels":{"k8s-app":"$name"}},
         "template":{"metadata":{"labels":{"k8s-app":"$name"}},"spec":$spec}}}
JSON
}

gone_from() {
  local node=$1 pods
  pods=$(system get pods --field-selector spec.nodeName="$node" -o name | grep '^pod/kube-proxy-' || true)
  [ -z "$pods" ] || system wait --for=delete $pods --timeout=60s >/dev/null
}

clean_up() {
  local node=$1 pod=kp-clean-up-$1
  system delete pod "$pod" --ignore-not-found >/dev/null
  system apply -f - >/dev/null <<JSON
{"apiVersion":"v1","kind":"Pod","metadata":{"name":"$pod","namespace":"kube-system"},
 "spec":{"nodeName":"$node","hostNetwork":true,"restartPolicy":"Never","tolerations":[{"operator":"Exists"}],
         "containers":[{"name":"clean-up","image":"$image","command":["/usr/local/bin/kube-proxy","--cleanup"],
                        "securityContext":{"privileged":true},
                        "volumeMounts":[{"name":"lib-modules","mountPath":"/lib/modules","readOnly":true},
                                        {"name":"xtables-lock","mountPath":"/run/xtables.lock"}]}],
         "volumes":[{"name":"lib-modules","hostPath":{"path":"/lib/modules"}},
                    {"name":"xtables-lock","hostPath":{"path":"/run/xtables.lock","type":"FileOrCreate"}}]}}
JSON
  system wait --for=jsonpath='{.status.phase}'=Succeeded "pod/$pod" --timeout=60s >/dev/null
  system delete pod "$pod" >/dev/null
}

now() {
  kubectl get node "$1" -o jsonpath="{.metadata.labels.$label}"
}

changed=()
for node in $nodes; do
  before=$(now "$node")
  [ "${before:-iptables}" = "$mode" ] || changed+=("$node")
done

if [ ${#changed[@]} -gt 0 ]; then
  keep_away
  [ "$mode" = iptables ] || second_daemonset
  for node in "${changed[@]}"; do
    kubectl label node "$node" $label=none --overwrite >/dev/null
    gone_from "$node"
    clean_up "$node"
    if [ "$mode" = iptables ]; then
      kubectl label node "$node" $label- >/dev/null
    else
      kubectl label node "$node" $label="$mode" --overwrite >/dev/null
    fi
    echo "$node: $mode"
  done
fi

if [ "$target" = all ] && [ "$mode" = iptables ]; then
  system delete daemonset,configmap kube-proxy-ipvs kube-proxy-nftables --ignore-not-found >/dev/null
  if [ -n "$(system get daemonset kube-proxy -o jsonpath='{.spec.template.spec.affinity}')" ]; then
    system patch daemonset kube-proxy --type json --patch '[{"op":"remove","path":"/spec/template/spec/affinity"}]' >/dev/null
  fi
fi
if [ "$mode" = iptables ]; then name=kube-proxy; else name=kube-proxy-$mode; fi
system rollout status daemonset "$name" --timeout=120s >/dev/null
# A pod runs a moment before its rules are written: kube-proxy says that it is healthy when they are.
for node in "${changed[@]}"; do
  until kubectl get --raw "/api/v1/nodes/$node:10256/proxy/healthz" >/dev/null 2>&1; do sleep 1; done
done
