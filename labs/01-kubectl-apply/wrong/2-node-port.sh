# expect: No load balancer was requested: hello is of type NodePort.
sed 's/type: LoadBalancer/type: NodePort/' lb-demo.yaml | kubectl apply -f -
