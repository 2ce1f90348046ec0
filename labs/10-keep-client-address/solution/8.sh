lb set lb mode=http proxy-protocol=off
kubectl set env deployment/echo PROXY_PROTOCOL- TRUSTED_HOPS=1
