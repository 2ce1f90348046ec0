# expect: Visitors from other namespaces reach the pharmacy now; they must stay out.
kubectl delete networkpolicy own-pods -n pharmacy
