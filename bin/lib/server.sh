# shellcheck shell=bash
# Building and running the server. Sourced by up, e2e and bench.

SITE="$ROOT/target/site"

# build_site [--release]: always split, since lazy routes only load from split builds; the server, the scripts and the styles. The file with the hashes of the
# site's names lies beside the binary, so the two are always of one build.
build_site() {
  if [[ ${1:-} == --release ]]; then
    indented cargo leptos build --release --split --precompress
  else
    # Now and then it gives up over names of an earlier build (cargo-leptos#557); the second try starts clean.
    indented cargo leptos build --split || { rm -rf "$SITE"; indented cargo leptos build --split; }
  fi
}

server_binary() {
  [[ ${1:-} == --release ]] && { printf '%s/release/server' "$CARGO_TARGET_DIR"; return; }
  printf '%s/debug/server' "$CARGO_TARGET_DIR"
}

# server_start BINARY DIR [NAME=value...]: on a free port, with DIR for mail, media and its log.
# Sets SERVER_PID, BASE_URL and OPS_URL; returns when it is ready. SERVER_HOST is the name in BASE_URL.
server_start() {
  local binary="$1" dir="$2"; shift 2
  local addr ops
  addr="127.0.0.1:$(free_port)" ops="127.0.0.1:$(free_port)"
  BASE_URL="http://${SERVER_HOST:-127.0.0.1}:${addr##*:}" OPS_URL="http://$ops"
  mkdir -p "$dir"
  env MEWAYZ_ENV=development MEWAYZ_ADDR="$addr" MEWAYZ_OPS_ADDR="$ops" MEWAYZ_URL="$BASE_URL" MEWAYZ_VAR="$dir" \
    LEPTOS_SITE_ROOT="$SITE" "$@" "$binary" serve >>"$dir/server.log" 2>&1 </dev/null &
  SERVER_PID=$!
  CHILDREN+=("$SERVER_PID")
  wait_ready "$BASE_URL" "$SERVER_PID" || { tail -n 40 "$dir/server.log" >&2; die "the server did not become ready"; }
}

server_stop() {
  kill "$SERVER_PID" 2>/dev/null || true
  wait "$SERVER_PID" 2>/dev/null || true
}

# wait_ready URL PID: until /readiness answers 200; fails when the process ends or after a minute.
wait_ready() {
  local end=$((SECONDS + 60))
  until curl -fsS -o /dev/null "$1/readiness" 2>/dev/null; do
    kill -0 "$2" 2>/dev/null || return 1
    ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# fakes_start URL: plays outside services on a free port and tells the server at URL of what happens at Stripe. Sets FAKES_PID and exports
# what the server needs to know of them.
fakes_start() {
  local port
  port="$(free_port)"
  export MEWAYZ_STAND_INS="http://127.0.0.1:$port" MEWAYZ_NAMES="127.0.0.1:$port"
  export MEWAYZ_STRIPE_KEY=sk_test_played MEWAYZ_STRIPE_WEBHOOK_SECRET=whsec_not_a_secret MEWAYZ_STRIPE_URL="$MEWAYZ_STAND_INS/stripe/"
  export MEWAYZ_GOOGLE_CLIENT_ID=mewayz MEWAYZ_GOOGLE_CLIENT_SECRET=not-a-secret MEWAYZ_GOOGLE_ISSUER="$MEWAYZ_STAND_INS/oidc/google"
  export MEWAYZ_FACEBOOK_CLIENT_ID=mewayz MEWAYZ_FACEBOOK_CLIENT_SECRET=not-a-secret
  export MEWAYZ_FACEBOOK_DIALOG="$MEWAYZ_STAND_INS/oauth/facebook/v24.0" MEWAYZ_FACEBOOK_GRAPH="$MEWAYZ_STAND_INS/oauth/facebook/v24.0"
  "$CARGO_TARGET_DIR/debug/fakes" --port "$port" --stripe-webhook "$1/webhooks/in/stripe" >/dev/null </dev/null &
  FAKES_PID=$!
  local end=$((SECONDS + 20))
  until curl -fsS -o /dev/null "$MEWAYZ_STAND_INS/_faults" 2>/dev/null; do
    kill -0 "$FAKES_PID" 2>/dev/null && ((SECONDS < end)) || die "what plays outside services did not start"
    sleep 0.2
  done
}
