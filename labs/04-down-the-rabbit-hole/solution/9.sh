kubectl apply -f ~/ingress-pod.yaml -f ~/nodeport.yaml
kubectl patch service ingress-nginx-controller -n ingress-nginx -p '{"spec":{"externalTrafficPolicy":"Cluster"}}'
lb target remove lb-red node3:80 || true
for node in node1 node2 node3 node4; do
  lb target add lb-red $node:32000 || true
done
