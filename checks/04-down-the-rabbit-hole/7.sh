# The policy is still Local, red answers, without an extra leg, and the ingress sees the client's own address.
# replaces: 1 3 6
policy=$(kubectl get service ingress-nginx-controller -n ingress-nginx -o jsonpath='{.spec.externalTrafficPolicy}')
[[ $policy == Local ]] || fail "Policy is no longer Local; make it work without changing the policy back."
expect_status 200 http://34.123.45.67/ --count 4
expect_extra_legs 0 http://34.123.45.67/ --count 8
peer=$(trace http://34.123.45.67/ boxes.-2.peer)
[[ ${peer%:*} == 203.0.113.10 ]] || fail "Expected the ingress to see 203.0.113.10, it saw ${peer%:*}."
