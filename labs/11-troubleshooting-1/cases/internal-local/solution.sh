kubectl patch service web -n post -p '{"spec":{"internalTrafficPolicy":"Cluster"}}'
