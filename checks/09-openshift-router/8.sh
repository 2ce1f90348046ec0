# Two routers, two instances in service, those that run one; and a router that goes serves on for two health checks.
# at start: Expected 2 ready routers, found 1.
deployment=$(kubectl get deployment router-default -n openshift-ingress -o json)
policy=$(kubectl get service router-default -n openshift-ingress -o jsonpath='{.spec.externalTrafficPolicy}')
[[ $policy == Local ]] || fail "All three in service, but two of them only pass packets on; the task is to explain, not to hide."
ready=$(jq -r '.status.readyReplicas // 0' <<<"$deployment")
[[ $ready == 2 ]] || fail "Expected 2 ready routers, found $ready."
sleeps=$(jq -r '[.spec.template.spec.containers[].lifecycle.preStop // empty | (.sleep.seconds // (.exec.command | map(scan("[0-9]+")) | last)) | tonumber] | max // 0' <<<"$deployment")
grace=$(jq -r '.spec.template.spec.terminationGracePeriodSeconds' <<<"$deployment")
((sleeps >= 10)) || fail "Routers end at once when they are told to; give them a preStop that outlives two health checks."
((sleeps < grace)) || fail "Killed in the middle of the sleep; raise terminationGracePeriodSeconds."
name=$(aws elb describe-load-balancers --query 'LoadBalancerDescriptions[0].LoadBalancerName' --output text)
healthy=$(aws elb describe-instance-health --load-balancer-name "$name" --query "InstanceStates[?State=='InService'].InstanceId" --output text | tr '\t' '\n' | sort)
count=$(grep -c . <<<"$healthy" || true)
[[ $count == 2 ]] || fail "Expected 2 instances in service, AWS shows $count."
expect_status 200 https://hello-default.apps.cluster1.devcluster.openshift.com/ --count 4 -k
