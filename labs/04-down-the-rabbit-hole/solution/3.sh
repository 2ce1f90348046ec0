# Adding a target that is there already is refused, and nothing is lost.
lb target add lb-red node3:32000 || true
lb target add lb-red node4:32000 || true
