# expect: Visitors from other namespaces reach the cinema now; they must stay out.
kubectl delete networkpolicy default-deny -n cinema
