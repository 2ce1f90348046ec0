# The gallery's guide answers mistyped addresses, pictures answers its own, and other hosts still get the guide.
# at start: Expected 200 from http://gallery.example/picture, got 404.
expect_status 200 http://gallery.example/picture
expect_body '^pictures-' http://gallery.example/pictures/hostname
expect_status 200 http://gallery.example/ -H 'Host: nobody.example'
expect_still ok
