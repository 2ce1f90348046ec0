# expect: Expected the pods to stay on node2, they are on node1.
kubectl patch deployment web -n archive -p '{"spec":{"template":{"spec":{"nodeSelector":{"kubernetes.io/hostname":"node1"}}}}}'
kubectl rollout status deployment web -n archive --timeout=20s
