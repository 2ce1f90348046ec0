# status_of URL [--from client|pod NS/NAME|node NAME] [curl options]
# Prints what one new connection brought: an HTTP status, or refused, timed-out, unreachable, unknown-host, failed.
status_of() {
  local url=$1 place=client where= code=0 seen
  shift
  if [[ ${1:-} == --from ]]; then
    place=$2
    shift 2
    if [[ $place != client ]]; then
      where=$1
      shift
    fi
  fi
  seen=$(curl_from "$place" "$where" -s -o /dev/null -m 3 -w '%{http_code}/%{time_total}' "$@" "$url") || code=$?
  case $code in
    0) echo "${seen%%/*}" ;;
    6) echo unknown-host ;;
    7) if [[ ${seen##*/} == [01].* ]]; then echo refused; else echo unreachable; fi ;;
    28) echo timed-out ;;
    *) echo failed ;;
  esac
}

# curl_from PLACE WHERE ARGUMENTS: curl from the client, from inside a pod, or from a node.
curl_from() {
  local place=$1 where=$2
  shift 2
  case $place in
    client) curl "$@" ;;
    pod) kubectl exec -n "${where%%/*}" "${where##*/}" -- curl "$@" ;;
    # ssh hands its words over as one line, so none of them may have a space.
    node) ssh "$where" curl "$@" ;;
  esac
}

# in_words OUTCOME: the outcome as it stands in a sentence.
in_words() {
  case $1 in
    refused) echo "the connection was refused" ;;
    timed-out) echo "it did not answer within 3 s" ;;
    unreachable) echo "there was no route to the host" ;;
    unknown-host) echo "the name is not known" ;;
    failed) echo "the connection broke" ;;
    *) echo "got $1" ;;
  esac
}

# expect_status CODE URL [--count N] [--from …] [curl options]: each of N new connections answers CODE.
expect_status() {
  local code=$1 url=$2 count=1 seen i
  shift 2
  if [[ ${1:-} == --count ]]; then
    count=$2
    shift 2
  fi
  for ((i = 1; i <= count; i++)); do
    seen=$(status_of "$url" "$@")
    [[ $seen == "$code" ]] || fail "Expected $code from $url, $(in_words "$seen")."
  done
}

# expect_refused, expect_timeout, expect_unreachable URL [--from …]
expect_refused() { expect_outcome refused "to be refused" "$@"; }
expect_timeout() { expect_outcome timed-out "to time out" "$@"; }
# The kernel looks for the address for 3 s before it says that nobody has it.
expect_unreachable() { expect_outcome unreachable "to be unreachable" "$@" -m 5; }
expect_outcome() {
  local wanted=$1 words=$2 url=$3 seen
  shift 3
  seen=$(status_of "$url" "$@")
  [[ $seen == "$wanted" ]] || fail "Expected $url $words, $(in_words "$seen")."
}

# expect_body REGEX URL [curl options]
expect_body() {
  local regex=$1 url=$2 body outcome
  shift 2
  if ! body=$(curl -s -m 3 "$@" "$url"); then
    outcome=$(status_of "$url" "$@")
    fail "Expected an answer with \"$regex\" from $url, $(in_words "$outcome")."
  fi
  body=${body%%$'\n'*}
  [[ $body =~ $regex ]] || fail "Expected \"$regex\" in the answer of $url, got \"${body:0:60}\"."
}

# expect_header NAME REGEX URL, expect_no_header NAME URL
expect_header() {
  local value
  value=$(header_of "$1" "$3")
  [[ $value =~ $2 ]] || fail "Expected header $1 of $3 to match \"$2\", got \"$value\"."
}
expect_no_header() {
  local value
  value=$(header_of "$1" "$2")
  [[ -z $value ]] || fail "Expected no header $1 from $2, got \"$value\"."
}
header_of() {
  curl -s -m 3 -o /dev/null -D - "$2" | tr -d '\r' | grep -i "^$1:" | head -1 | sed 's/^[^:]*: *//'
}
