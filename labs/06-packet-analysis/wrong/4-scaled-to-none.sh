# expect: Expected 1 ready endpoints of traffic-test/nginx-service, found 0.
kubectl scale deployment nginx -n traffic-test --replicas=0
kubectl wait pods -l app=nginx -n traffic-test --for=delete --timeout=20s
