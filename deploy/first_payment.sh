#!/bin/sh
# A payment in test mode from end to end, as a shop and a shopper make it: the proof that an installation works.
# The shopper is a new one each time; the card is the card network's that approves.
#
#   first-payment <https://pay.example.kr> <test_sk_...> [curl's options, as --cacert FILE]
set -eu

[ $# -ge 2 ] || {
  sed -n 's/^#   /usage: /p' "$0" >&2
  exit 2
}
url=$1
key=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# ask <what> <method> <path> <body> [curl's options]: the answer goes to $folder/answer
ask() {
  what=$1 method=$2 path=$3 body=$4
  shift 4
  status=$(printf '%s' "$body" | curl --silent --show-error --max-time 60 --output "$folder/answer" \
    --write-out '%{http_code}' --request "$method" --header 'Content-Type: application/json' \
    --data-binary @- "$@" "$url$path") || {
    echo "$what: no answer from $url" >&2
    exit 1
  }
  case $status in
  2*) ;;
  *)
    echo "$what: $status $(cat "$folder/answer")" >&2
    exit 1
    ;;
  esac
}

text() { # the first of that name in the answer
  sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" "$folder/answer" | head -n 1
}

# A key or a cookie on a command line could be read by everybody on this machine.
umask 077
printf 'Authorization: Bearer %s\n' "$key" >"$folder/shop"
tag=$(od -An -N6 -tx1 /dev/urandom | tr -d ' \n')
shopper() {
  what=$1 path=$2 body=$3
  shift 3
  ask "$what" POST "$path" "$body" --cookie "$folder/cookies" --cookie-jar "$folder/cookies" "$@"
}

shopper 'sign up' /v1/shopper/signup \
  "{\"loginId\":\"$tag@example.com\",\"name\":\"첫 결제\",\"password\":\"pay200-$tag\",\"pin\":\"271828\"}" "$@"
shopper 'register a card' /v1/shopper/cards '{"number":"4242424242424242","expiry":"3012","cvc":"123"}' "$@"
card=$(text cardId)
ask 'create a payment' POST /v1/payments \
  "{\"orderId\":\"first-$tag\",\"orderName\":\"첫 결제\",\"amount\":1000}" --header "@$folder/shop" "$@"
payment=$(text paymentKey)
# The QR code's token, not the page's.
token=$(sed -n 's/.*"qr":{[^}]*"token":"\([^"]*\)".*/\1/p' "$folder/answer")
shopper 'scan the code' /v1/shopper/payments/scan "{\"qrToken\":\"$token\"}" "$@"
shopper 'confirm' "/v1/shopper/payments/$payment/confirm" "{\"cardId\":\"$card\",\"pin\":\"271828\"}" "$@"
ask 'look at it' GET "/v1/payments/$payment" '' --header "@$folder/shop" "$@"
grep -q '"status":"DONE"' "$folder/answer" || {
  echo "the payment is not DONE: $(cat "$folder/answer")" >&2
  exit 1
}
echo "$payment DONE"
