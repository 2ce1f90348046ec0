# expect: Expected 200 from http://barber.example/hostname, got 404.
kubectl patch ingress web -n barber -p '{"spec":{"ingressClassName":"default"}}' 
