kubectl patch ingress web -n barber -p '{"spec":{"ingressClassName":"nginx"}}' 
