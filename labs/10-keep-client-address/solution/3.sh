lb target add lb node1:30080 || true
lb set lb health=on
