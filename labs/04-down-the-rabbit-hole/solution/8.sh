kubectl apply -f ~/ingress-hostnetwork.yaml
for node in node1 node3 node4; do
  lb target remove lb-red $node:32000 || true
done
lb target add lb-red node3:80 || true
