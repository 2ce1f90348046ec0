# expect: Expected the client 203.0.113.10, the application took 10.100.0.200.
lb set lb mode=http proxy-protocol=off
kubectl set env deployment/echo PROXY_PROTOCOL-
kubectl rollout status deployment echo
