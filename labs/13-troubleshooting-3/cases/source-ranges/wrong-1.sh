# expect: The address is open to everybody now; security allows the office, the load balancers and your own pods.
kubectl patch service web -n tower -p '{"spec":{"loadBalancerSourceRanges":["0.0.0.0/0"]}}'
