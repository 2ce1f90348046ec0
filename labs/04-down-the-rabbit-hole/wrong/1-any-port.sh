# expect: The question fixes port 32000; your Service has 31000.
kubectl create service nodeport ingress-nginx-controller -n ingress-nginx --tcp=80:80 --node-port=31000
kubectl patch service ingress-nginx-controller -n ingress-nginx --type merge -p '{"spec":{"selector":{"app":null,"app.kubernetes.io/name":"ingress-nginx"}}}'
