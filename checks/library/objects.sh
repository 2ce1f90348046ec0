# expect_endpoints NS/SVC N: N addresses that are ready and have the port.
expect_endpoints() {
  local namespace=${1%%/*} service=${1##*/} seen
  seen=$(kubectl get endpointslices -n "$namespace" -l "kubernetes.io/service-name=$service" \
    -o jsonpath='{range .items[?(@.ports)]}{range .endpoints[?(@.conditions.ready==true)]}{.addresses[0]}{"\n"}{end}{end}' | grep -c . || true)
  [[ $seen == "$2" ]] || fail "Expected $2 ready endpoints of $1, found $seen."
}

# expect_condition KIND NS/NAME TYPE STATUS [REASON] [--parent X]: a condition of the object as it is now (of a route: for its parent X).
expect_condition() {
  local kind=$1 namespace=${2%%/*} name=${2##*/} type=$3 status=$4 reason= parent= at seen now why observed generation
  shift 4
  while (($#)); do
    if [[ $1 == --parent ]]; then
      parent=$2
      shift
    else
      reason=$1
    fi
    shift
  done
  at=".status${parent:+.parents[?(@.parentRef.name==\"$parent\")]}.conditions[?(@.type==\"$type\")]"
  seen=$(kubectl get "$kind" -n "$namespace" "$name" -o jsonpath="{$at.status}|{$at.reason}|{$at.observedGeneration}|{.metadata.generation}")
  IFS='|' read -r now why observed generation <<<"$seen"
  [[ -z $observed || $observed -ge ${generation:-0} ]] || fail "$type of $kind $name speaks of an earlier version; wait a moment."
  [[ $now == "$status" ]] || fail "Expected $type of $kind $name to be $status, it is ${now:-not there}."
  [[ -z $reason || $why == "$reason" ]] || fail "Expected reason $reason for $type of $kind $name, it is $why."
}

# expect_event NS/NAME REASON [REGEX]
expect_event() {
  local messages
  messages=$(kubectl get events -n "${1%%/*}" --field-selector "involvedObject.name=${1##*/},reason=$2" -o jsonpath='{range .items[*]}{.message}{"\n"}{end}')
  [[ -n $messages ]] || fail "Expected an event $2 of ${1##*/}, there is none."
  [[ -z ${3:-} || $messages =~ $3 ]] || fail "Expected an event $2 of ${1##*/} with \"$3\"."
}

# expect_service NS/SVC: there is such a Service.
expect_service() {
  kubectl get service -n "${1%%/*}" "${1##*/}" > /dev/null 2>&1 || fail "There is no Service ${1##*/} in ${1%%/*} yet."
}

# external_address NS/SVC: the Service's external address or host name, nothing where it has none.
external_address() {
  kubectl get service -n "${1%%/*}" "${1##*/}" \
    -o jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}' 2>/dev/null || true
}

# expect_address NS/SVC: the Service has an external address.
expect_address() {
  [[ -n $(external_address "$1") ]] || fail "${1##*/} has no external address yet; read its events."
}

# last_message NS/NAME REASON: the message of the latest event with this reason.
last_message() {
  kubectl get events -n "${1%%/*}" --field-selector "involvedObject.name=${1##*/},reason=$2" --sort-by=.lastTimestamp \
    -o jsonpath='{range .items[*]}{.message}{"\n"}{end}' | tail -1
}

# refused_field NS/SVC: the field of elb.autocreate that the controller refused last, nothing where it named none.
refused_field() {
  last_message "$1" SyncLoadBalancerFailed | sed -n 's/.*field:\[\(.*\)\] is invalid.*/\1/p'
}

# targets_of NAME: a load balancer's targets by name, sorted, in one line: "node3:32000 node4:32000".
targets_of() {
  curl -s -m 3 "http://192.0.2.10/v1/load-balancers/$1" | grep -o '"name":"[^"]*:[0-9]*"' | cut -d '"' -f 4 | sort | tr '\n' ' ' | sed 's/ $//'
}

# ready_nodes_of NS SELECTOR: nodes with a Ready pod of that label, sorted, in one line.
ready_nodes_of() {
  kubectl get pods -n "$1" -l "$2" \
    -o jsonpath='{range .items[?(@.status.phase=="Running")]}{.spec.nodeName} {.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' |
    grep True | cut -d ' ' -f 1 | sort -u | tr '\n' ' ' | sed 's/ $//'
}
