# expect: node1 is healthy for the load balancer and dead for clients: what does the check ask?
lb target add lb node1:30080
lb set lb health-check=tcp:22
