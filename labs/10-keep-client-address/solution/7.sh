lb set lb mode=proxy proxy-protocol=on
kubectl set env deployment/echo PROXY_PROTOCOL=accept
