# expect: The application waits for a PROXY line and closes connections without one.
lb set lb mode=proxy
kubectl set env deployment/echo PROXY_PROTOCOL=accept
kubectl rollout status deployment echo
