# expect: The airport no longer answers on port 80; it was there first.
kubectl delete service terminal -n airport
