# expect: Expected 2 hops from the lb, the trace shows 3.
kubectl patch deployment ingress-nginx-controller -n ingress-nginx -p '{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null},"template":{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node3"},"containers":[{"name":"controller","ports":[{"containerPort":80,"hostPort":80}]}]}}}}'
lb target remove lb-red node1:32000 node3:32000 node4:32000
lb target add lb-red node3:80
