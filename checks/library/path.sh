# expect_hops N URL --start lb|client|pod NS/NAME: hops of one traced request. The start is mandatory: a default would be wrong half of the time.
expect_hops() {
  local wanted=$1 url=$2 start=${4:-} pod=${5:-} seen
  [[ ${3:-} == --start && ($start == lb || $start == client || ($start == pod && -n $pod)) ]] ||
    fail "expect_hops needs --start lb, --start client or --start pod NS/NAME."
  if [[ $start == pod ]]; then
    seen=$(trace "$url" --from "pod/$pod" result counters.hopsFromClient)
  elif [[ $start == lb ]]; then
    seen=$(trace "$url" result counters.hopsFromLoadBalancer)
  else
    seen=$(trace "$url" result counters.hopsFromClient)
  fi
  arrived "$url" "${seen%%$'\n'*}"
  seen=${seen##*$'\n'}
  [[ -n $seen && $seen != null ]] || fail "Expected the request to pass a load balancer, it passed none."
  [[ $seen == "$wanted" ]] || fail "Expected $wanted hops from the $start, the trace shows $seen."
}

# expect_arrival URL: an HTTP answer comes back, whatever its status.
expect_arrival() { arrived "$1" "$(trace "$1" result)"; }

# arrived URL RESULT: what a trace says is an answer.
arrived() {
  [[ $2 =~ ^[0-9]+$ ]] || fail "Expected an answer from $1, $(in_words "$2")."
}

# expect_never_arrives URL: the trace ends before an application's pod has received the request; says where.
expect_never_arrives() {
  local seen result kind name
  seen=$(trace "$1" result boxes.-1.kind boxes.-1.name)
  { read -r result; read -r kind; read -r name; } <<<"$seen"
  [[ $kind != pod ]] || fail "Expected the request to end before a pod, $name got it."
  [[ ! $result =~ ^[0-9]+$ || $result -ge 400 ]] || fail "Expected the request to end before a pod, it was answered with $result."
  echo "The request ended at $name."
}

# expect_extra_legs SHARE URL [--count N]: share of requests (percent, or a fraction below 1) that cross to another node after the NodePort's rewrite.
# 200 requests tell 50 % from 75 % or 25 % with an error below 1e-9, and exactly so where the balancer takes turns.
expect_extra_legs() {
  local wanted=$1 url=$2 count=${4:-200} seen
  [[ $wanted != *.* ]] || wanted=$(awk -v share="$wanted" 'BEGIN {printf "%.0f", share * 100}')
  expect_arrival "$url"
  seen=$(trace "$url" --share counters.extraLegs --count "$count")
  ((seen >= wanted - 12 && seen <= wanted + 12)) || fail "Expected an extra leg in about $wanted % of requests, saw it in $seen %."
}

# expect_client_address ADDRESS|client|lb|node URL --at NS/NAME: the peer that the answering pod's socket saw; NAME is a name or its beginning.
# `node N` is any address that node N writes into a packet's source: its own, or one of its pod network's ends.
expect_client_address() {
  local wanted=$1 node= url at seen result peer pod start balancer
  shift
  if [[ $wanted == node ]]; then
    node=${1#node}
    shift
  fi
  url=$1 at=${3:-}
  seen=$(trace "$url" result boxes.-1.peer boxes.-1.name boxes.0.address boxes.lb.sent.from)
  { read -r result; read -r peer; read -r pod; read -r start; read -r balancer; } <<<"$seen"
  arrived "$url" "$result"
  peer=${peer%:*}
  [[ -z $at || $pod == "${at##*/}"* ]] || fail "Expected ${at##*/} to answer, $pod did."
  case $wanted in
    client) wanted=$start ;;
    lb) wanted=${balancer%:*} ;;
    node)
      [[ $peer == "192.168.$node.0" || $peer == "192.168.$node.1" || $peer == "10.100.1.$((node + 9))" ]] ||
        fail "Expected the pod to see an address of node$node, it saw $peer."
      return 0
      ;;
  esac
  [[ $peer == "$wanted" ]] || fail "Expected the pod to see $wanted, it saw $peer."
}

# expect_share A B … --by body|pod|backend URL [--count N]: shares (percent, or any ratio: 1 1 1) of N new connections for each of the answers,
# sorted by name. `backend` is who the load balancer sent to.
# Bounds are 4.5 standard deviations: an error below 1e-5 on each side.
expect_share() {
  local wanted=() by url count=1000 seen i n=0 share low high sum
  while [[ $1 != --by ]]; do
    wanted+=("$1")
    shift
  done
  by=$2 url=$3
  sum=$(awk -v all="${wanted[*]}" 'BEGIN {n = split(all, part, " "); for (i = 1; i <= n; i++) sum += part[i]; print sum}')
  for ((i = 0; i < ${#wanted[@]}; i++)); do
    wanted[i]=$(awk -v part="${wanted[i]}" -v sum="$sum" 'BEGIN {printf "%.4g", part * 100 / sum}')
  done
  [[ ${4:-} == --count ]] && count=$5
  seen=$(for ((i = 0; i < count; i++)); do answer_of "$by" "$url"; done | sort | uniq -c | awk '{print $1}')
  for share in $seen; do
    low=$(awk -v p="${wanted[n]:-0}" -v n="$count" 'BEGIN {p/=100; print int(n*p-4.5*sqrt(n*p*(1-p)))}')
    high=$(awk -v p="${wanted[n]:-0}" -v n="$count" 'BEGIN {p/=100; print int(n*p+4.5*sqrt(n*p*(1-p)))+1}')
    ((share >= low && share <= high)) || fail "Expected shares of ${wanted[*]} %, of $count requests the answers got" $seen "."
    ((n += 1))
  done
  ((n == ${#wanted[@]})) || fail "Expected ${#wanted[@]} different answers, $n came."
}
answer_of() {
  case $1 in
    pod) trace "$2" boxes.-1.name ;;
    backend) trace "$2" boxes.2.name ;;
    *) curl -s -m 3 "$2" ;;
  esac
}

# pod_counts URL COUNT: how many of COUNT new connections each pod answered, the fewest first, in one line.
pod_counts() {
  local i
  for ((i = 0; i < $2; i++)); do trace "$1" boxes.-1.name; done | sort | uniq -c | awk '{print $1}' | sort -n | tr '\n' ' '
}
