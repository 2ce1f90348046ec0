# expect: Expected UDP/80 beside fortune's TCP port; the listeners are TCP/80 UDP/80.
kubectl patch svc fortune -n whoami --type json -p '[{"op":"replace","path":"/spec/ports","value":[{"name":"dns-ish","protocol":"UDP","port":80,"targetPort":5353}]}]'
