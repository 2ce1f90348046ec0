expect_status 200 http://10.100.1.10:30099/hostname
