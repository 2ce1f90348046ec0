# expect: All answers look alike; make each replica say its name.
kubectl patch service nginx-service -n traffic-test -p '{"spec":{"sessionAffinity":"ClientIP"}}'
