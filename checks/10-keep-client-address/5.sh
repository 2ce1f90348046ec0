# Every pod gets the same share, sees you, and is two hops from the load balancer.
# replaces: 2
counts=($(pod_counts http://34.123.45.67/ 600))
pods=$(kubectl get endpointslices -l kubernetes.io/service-name=echo -o jsonpath='{range .items[*].endpoints[?(@.conditions.ready==true)]}{.addresses[0]}{"\n"}{end}' | sort -u | grep -c . || true)
[[ $(kubectl get service echo -o jsonpath='{.spec.externalTrafficPolicy}') == Local ]] || fail "Even shares, but the pods do not see the client any more."
((pods >= 3)) || fail "This step asks for three pods or more, $pods are ready."
[[ ${#counts[@]} == "$pods" ]] || fail "Of $pods ready pods ${#counts[@]} got requests: are all their nodes targets?"
share=$((600 / pods))
((counts[0] >= share - 60 && counts[pods - 1] <= share + 60)) || fail "Expected the same share for each of $pods pods, of 600 requests they got ${counts[*]}."
expect_client_address 203.0.113.10 http://34.123.45.67/
expect_hops 2 http://34.123.45.67/ --start lb
