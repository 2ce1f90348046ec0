lb set theatre proxy-protocol=on
