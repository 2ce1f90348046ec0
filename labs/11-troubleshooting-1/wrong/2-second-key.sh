# expect: Expected 3 ready endpoints of shop/web, found 0.
kubectl patch service web -n shop -p '{"spec":{"selector":{"tier":"front"}}}'
