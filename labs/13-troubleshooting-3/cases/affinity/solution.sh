kubectl patch service web -n arcade -p '{"spec":{"sessionAffinity":"None"}}'
