# expect: Expected 200 from http://web.butcher/hostname, it did not answer within 3 s.
kubectl patch service web -n butcher --type json -p '[{"op":"replace","path":"/spec/ports/0/port","value":8080}]' 
