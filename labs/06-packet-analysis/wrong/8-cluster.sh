# expect: Expected silence on port 30090 of the client pod's node, it answered 200.
kubectl patch service nginx-service -n traffic-test --type merge -p '{"spec":{"type":"NodePort","ports":[{"port":80,"targetPort":80,"protocol":"TCP","nodePort":30090}]}}'
