expect_status 200 http://ok.example/hostname
