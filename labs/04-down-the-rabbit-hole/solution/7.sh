lb target add lb-red node1:32000 || true
