# expect: The load balancer has no listener UDP/80; it has TCP/80 TCP/8080 TCP/8081.
kubectl patch svc fortune -n whoami -p '{"spec":{"ports":[{"name":"http","port":8080,"targetPort":"http"},{"name":"dns-ish","port":8081,"targetPort":5353}]}}'
