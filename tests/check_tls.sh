#!/bin/sh
# Has testssl.sh look at the TLS of the shipped site, nginx/pay200.conf as it is but for paths and ports, behind a
# certificate of its own. Fails with each finding of MEDIUM or worse that is not about that certificate.
#
#   tests/check_tls.sh        (about a minute; Debian's testssl.sh)
set -eu
tree=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$PATH:/usr/sbin"
port=${PORT:-18443}
folder=$(mktemp -d)
trap '[ ! -f "$folder/nginx.pid" ] || kill "$(cat "$folder/nginx.pid")"; rm -rf "$folder"' EXIT

cp -r "$tree/nginx/snippets" "$tree/nginx/limits.conf" "$tree/nginx/stream_limits.conf" "$folder/"
sed -e "s#^user www-data;##" \
  -e "s#/run/pay200-nginx.pid#$folder/nginx.pid#" \
  -e "s#/var/log/pay200-nginx/#$folder/#" \
  -e "s#listen 80 default_server#listen 127.0.0.1:$((port + 1))#" \
  -e "s#listen 443 ssl default_server#listen 127.0.0.1:$port ssl#" \
  -e "s#/etc/pay200/tls/fullchain.pem#$folder/certificate.pem#" \
  -e "s#/etc/pay200/tls/privkey.pem#$folder/key.pem#" \
  "$tree/nginx/pay200.conf" >"$folder/nginx.conf"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=pay.example.kr \
  -addext subjectAltName=DNS:pay.example.kr -keyout "$folder/key.pem" -out "$folder/certificate.pem" 2>/dev/null
nginx -p "$folder/" -c "$folder/nginx.conf" -e "$folder/error.log"

testssl --quiet --color 0 --warnings off --ip 127.0.0.1 --csvfile "$folder/found.csv" \
  "https://pay.example.kr:$port/" >"$folder/told" 2>&1 || true
checked=$(wc -l <"$folder/found.csv")
# "id","fqdn/ip","port","severity","finding",...
if [ "$checked" -lt 100 ]; then
  cat "$folder/told"
  echo "check-tls: testssl.sh did not come to its end" >&2
  exit 1
fi
if grep -E '^"[^"]*","[^"]*","[^"]*","(MEDIUM|HIGH|CRITICAL|FATAL)"' "$folder/found.csv" |
  grep -vE '^"(cert_chain_of_trust|cert_revocation)"'; then
  echo "check-tls: the above must be mended in nginx/snippets/tls.conf" >&2
  exit 1
fi
echo "check-tls: $checked findings, none of MEDIUM or worse"
