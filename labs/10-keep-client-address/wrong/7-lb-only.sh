# expect: 400: the application read the PROXY line as a request.
lb set lb mode=proxy proxy-protocol=on
