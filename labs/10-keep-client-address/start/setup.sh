# No cloud controller writes the address that the load balancer was given by hand.
kubectl patch service echo --subresource=status --type=merge -p '{"status":{"loadBalancer":{"ingress":[{"ip":"34.123.45.67"}]}}}'
lb target add lb node3:30080 node4:30080
