# expect: WRONG2
kubectl annotate ingress web -n kitchen --overwrite 'nginx.ingress.kubernetes.io/rewrite-target=/$2' 
