kubectl patch service web -n kiosk -p '{"spec":{"selector":{"season":"summer"}}}'
