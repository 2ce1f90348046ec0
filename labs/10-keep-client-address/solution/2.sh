kubectl patch service echo -p '{"spec":{"externalTrafficPolicy":"Local"}}'
