# expect: The load balancer asks nobody: its health check is off.
lb target add lb node1:30080
lb set lb health=off
