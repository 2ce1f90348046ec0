# expect: The request never met the ingress controller: it makes 2 hops.
kubectl patch service red -p '{"spec":{"type":"NodePort","ports":[{"name":"http","port":80,"targetPort":"http","nodePort":31080}]}}'
lb target add lb-red node3:31080 node4:31080
