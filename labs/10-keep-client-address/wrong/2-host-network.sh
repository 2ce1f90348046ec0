# expect: The address is kept, but pods of echo own ports of their nodes now: leave them in networks of their own.
kubectl patch service echo -p '{"spec":{"externalTrafficPolicy":"Local"}}'
kubectl patch deployment echo -p '{"spec":{"template":{"spec":{"hostNetwork":true}}}}'
