# expect: The load balancer must have exactly node3 and node4 as targets; it has node3:32000.
lb target add lb-red node3:32000
