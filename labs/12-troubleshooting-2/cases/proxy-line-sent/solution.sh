kubectl patch configmap ingress -n radio -p '{"data":{"use-proxy-protocol":"true"}}' 
