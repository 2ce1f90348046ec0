# expect: Expected the application to be told 203.0.113.10, it was told 10.100.0.200.
lb set radio proxy-protocol=off
