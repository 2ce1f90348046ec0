# expect: UDP/80 is not fortune's; fortune asks for TCP/8080.
kubectl patch svc whoami -n whoami --type json -p '[{"op":"replace","path":"/spec/ports","value":[{"name":"http","port":80,"targetPort":"http"},{"name":"dns-ish","protocol":"UDP","port":80,"targetPort":5353}]}]'
