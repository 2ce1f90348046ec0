# expect: WRONG1
kubectl annotate ingress web -n kitchen nginx.ingress.kubernetes.io/rewrite-target-
