# hello answers at its public address, four hops from the client.
address=$(external_address lb-demo/hello)
[[ -n $address ]] || fail "hello has no external address any more; read its events."
seen=$(status_of "http://$address/")
[[ $seen == 200 ]] || fail "The address of hello does not answer: $(in_words "$seen")."
expect_hops 4 "http://$address/" --start client
