# expect: Port 32000 answers, but not through the ingress controller.
kubectl patch service red -p '{"spec":{"type":"NodePort","ports":[{"name":"http","port":80,"targetPort":"http","nodePort":32000}]}}'
