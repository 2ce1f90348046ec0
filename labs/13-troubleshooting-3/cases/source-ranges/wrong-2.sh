# expect: The address is open to everybody now; security allows the office, the load balancers and your own pods.
kubectl patch service web -n tower --type json -p '[{"op":"remove","path":"/spec/loadBalancerSourceRanges"}]'
