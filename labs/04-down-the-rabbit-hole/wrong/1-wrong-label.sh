# expect: node1 does not answer on 32000: the connection was refused. Does your Service select the ingress pod?
kubectl create service nodeport ingress-nginx-controller -n ingress-nginx --tcp=80:80 --node-port=32000
