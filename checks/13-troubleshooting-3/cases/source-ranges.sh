# desk reaches the address, so does the office, and the address is not open to everybody.
expect_status 200 http://34.123.45.72/hostname --count 6 --from pod tower/desk
expect_status 200 http://34.123.45.72/hostname --count 4
ranges=$(kubectl get service web -n tower -o jsonpath='{.spec.loadBalancerSourceRanges[*]}')
[[ -n $ranges && $ranges != *0.0.0.0/0* ]] || fail "The address is open to everybody now; security allows the office, the load balancers and your own pods."
[[ $ranges == *203.0.113.0/24* ]] || fail "Expected the office's range to stay in the list, it has $ranges."
expect_still ok
