# The pods see you, and their shares follow the nodes: 25, 25 and 50 %.
# at start: The Service's externalTrafficPolicy is Cluster; this step asks for Local.
policy=$(kubectl get service echo -o jsonpath='{.spec.externalTrafficPolicy}')
[[ $policy == Local ]] || fail "The Service's externalTrafficPolicy is $policy; this step asks for Local."
[[ $(kubectl get deployment echo -o jsonpath='{.spec.template.spec.hostNetwork}') != true ]] || fail "The address is kept, but pods of echo own ports of their nodes now: leave them in networks of their own."
expect_client_address 203.0.113.10 http://34.123.45.67/
counts=($(pod_counts http://34.123.45.67/ 400))
[[ ${#counts[@]} == 3 ]] || fail "Expected three pods to answer, ${#counts[@]} did."
((counts[2] >= 180 && counts[2] <= 220 && counts[0] >= 60)) || fail "Expected 25, 25 and 50 % of 400 requests, the pods got ${counts[*]}."
