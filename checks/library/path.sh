# expect_hops N URL --start lb|client: hops of one traced request. The start is mandatory: a default would be wrong half of the time.
expect_hops() {
  local wanted=$1 url=$2 start=${4:-} seen
  [[ ${3:-} == --start && ( $start == lb || $start == client ) ]] || fail "expect_hops needs --start lb or --start client."
  expect_arrival "$url"
  if [[ $start == lb ]]; then
    seen=$(trace "$url" counters.hopsFromLoadBalancer)
    [[ -n $seen && $seen != null ]] || fail "Expected the request to pass a load balancer, it passed none."
  else
    seen=$(trace "$url" counters.hopsFromClient)
  fi
  [[ $seen == "$wanted" ]] || fail "Expected $wanted hops from the $start, the trace shows $seen."
}

# expect_arrival URL: an HTTP answer comes back, whatever its status.
expect_arrival() {
  local result
  result=$(trace "$1" result)
  [[ $result =~ ^[0-9]+$ ]] || fail "Expected an answer from $1, $(in_words "$result")."
}

# expect_never_arrives URL: the trace ends before a pod has received the request.
expect_never_arrives() {
  local result
  result=$(trace "$1" result)
  [[ ! $result =~ ^[0-9]+$ ]] || fail "Expected the request to end before a pod, it was answered with $result."
}

# expect_extra_legs PERCENT URL [--count N]: share of requests that cross to another node after the NodePort's rewrite.
# 200 requests tell 50 % from 75 % or 25 % with an error below 1e-9, and exactly so where the balancer takes turns.
expect_extra_legs() {
  local wanted=$1 url=$2 count=${4:-200} seen
  expect_arrival "$url"
  seen=$(trace "$url" --share counters.extraLegs --count "$count")
  ((seen >= wanted - 12 && seen <= wanted + 12)) || fail "Expected an extra leg in about $wanted % of requests, saw it in $seen %."
}

# expect_client_address ADDRESS URL --at NS/NAME: the peer that the answering pod's socket saw; NAME is a name or its beginning.
expect_client_address() {
  local wanted=$1 url=$2 at=${4:-} seen pod
  expect_arrival "$url"
  seen=$(trace "$url" boxes.-1.peer)
  pod=$(trace "$url" boxes.-1.name)
  [[ -z $at || $pod == "${at##*/}"* ]] || fail "Expected ${at##*/} to answer, $pod did."
  [[ ${seen%:*} == "$wanted" ]] || fail "Expected the pod to see $wanted, it saw ${seen%:*}."
}

# expect_share A B … --by body|pod URL [--count N]: percent of N new connections for each of the answers, sorted by name.
# Bounds are 4.5 standard deviations: an error below 1e-5 on each side.
expect_share() {
  local wanted=() by url count=1000 seen i n=0 share low high
  while [[ $1 != --by ]]; do
    wanted+=("$1")
    shift
  done
  by=$2 url=$3
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
  if [[ $1 == pod ]]; then trace "$2" boxes.-1.name; else curl -s -m 3 "$2"; fi
}

# pod_counts URL COUNT: how many of COUNT new connections each pod answered, the fewest first, in one line.
pod_counts() {
  local i
  for ((i = 0; i < $2; i++)); do trace "$1" boxes.-1.name; done | sort | uniq -c | awk '{print $1}' | sort -n | tr '\n' ' '
}
