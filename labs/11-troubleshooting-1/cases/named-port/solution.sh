kubectl patch service web -n library --type json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":"http"}]'
