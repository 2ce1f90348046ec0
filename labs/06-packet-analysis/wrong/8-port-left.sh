# expect: nginx-service no longer answers; put its selector and targetPort 80 back.
kubectl patch service nginx-service -n traffic-test --type merge -p '{"spec":{"type":"NodePort","externalTrafficPolicy":"Local","ports":[{"port":80,"targetPort":81,"protocol":"TCP","nodePort":30090}]}}'
