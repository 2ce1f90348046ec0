# hello redirects from http, answers over https, and keeps its host against a younger Route in another project.
# at start: There is no Route hello in default yet.
host=hello-default.apps.cluster1.devcluster.openshift.com
reason='{.status.ingress[0].conditions[?(@.type=="Admitted")].reason}'
oc_route() { kubectl get route "$1" -n "$2" -o jsonpath="$3" --ignore-not-found; }
[[ -n $(oc_route hello default '{.metadata.name}') ]] || fail "There is no Route hello in default yet."
[[ $(oc_route hello default "$reason") != HostAlreadyClaimed ]] || fail "shop's Route was first and has the host; hello in default must be the older one."
seen=$(status_of "http://$host/")
[[ $seen != 200 ]] || fail "Expected a redirect to https, http answers 200 itself."
[[ $seen == 302 ]] || fail "Expected 302 from http://$host/, $(in_words "$seen")."
expect_status 200 "https://$host/" -k
claims=$(kubectl get routes -n shop -o jsonpath='{range .items[*]}{.spec.host}{"\n"}{end}' | grep -cx "$host" || true)
((claims > 0)) || fail "No Route in shop claims hello's host yet."
rejected=$(kubectl get routes -n shop -o json | jq -r --arg host "$host" '.items[] | select(.spec.host == $host) | .status.ingress[0].conditions[0] | "\(.status) \(.reason)"' | head -1)
[[ $rejected == "False HostAlreadyClaimed" ]] || fail "Expected shop's Route to be rejected with HostAlreadyClaimed, it is $rejected."
