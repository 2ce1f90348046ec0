kubectl patch ingress web -n florist -p '{"spec":{"ingressClassName":"nginx"}}' 
