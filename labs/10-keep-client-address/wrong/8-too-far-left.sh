# expect: The liar got in as 1.2.3.4.
lb set lb mode=http proxy-protocol=off
kubectl set env deployment/echo PROXY_PROTOCOL- TRUSTED_HOPS=2
kubectl rollout status deployment echo
