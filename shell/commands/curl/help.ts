/** `curl --help`: the options that people look for. */
export const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          Send this as a POST
 -f, --fail                 Show no body when the server says 400 or more
 -h, --help                 This text
 -H, --header <line>        Send this header, too
 -I, --head                 Ask for the head alone
 -i, --include              Show the head before the body
 -k, --insecure             Trust any certificate
 -L, --location             Go where redirects lead
 -m, --max-time <seconds>   Give up after this long
 -o, --output <file>        Write the body to a file
 -O, --remote-name          Write it to a file named as on the server
     --resolve <host:port:addr> Use this address for a name
 -s, --silent               No progress meter, no errors
 -S, --show-error           Show errors although silent
 -T, --upload-file <file>   PUT this file
 -u, --user <user:password> Log in
 -A, --user-agent <name>    Say this name to the server
 -v, --verbose              Tell what happens
 -V, --version              Show the version
 -w, --write-out <format>   Show figures afterwards
 -X, --request <method>     Use this method
`;

export const LIBRARIES =
  'libcurl/7.88.1 OpenSSL/3.0.17 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13';

export const VERSION = `curl 7.88.1 (x86_64-pc-linux-gnu) ${LIBRARIES}
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u12
Protocols: http https
Features: alt-svc AsynchDNS brotli HSTS HTTPS-proxy IDN IPv6 Largefile libz NTLM SSL threadsafe UnixSockets
`;
