# shellcheck shell=bash
# bin/bench sign_in: how many people a second sign in with a password, and what everybody else's pages take meanwhile. Sourced by bin/bench.
# PEOPLE_SIGNING_IN (400) accounts take turns; a throttle of one each would refuse them otherwise.

sessions_there() { pg_sql "$SCRATCH/pg" -d "$DATABASE" -c "select count(*) from sessions where user_id is not null"; }

bench_sign_in() {
  local people="${PEOPLE_SIGNING_IN:-400}" before rate wrk_pid i
  server_start "$server" "$SCRATCH/var" MEWAYZ_TRUSTED_PROXIES=1
  sign_in
  pg_sql "$SCRATCH/pg" -d "$DATABASE" -v people="$people" -f bin/lib/signing_in.sql
  export SIGN_IN_ORIGIN="$BASE_URL" SIGN_IN_PEOPLE="$people"
  SIGN_IN_PATH="$(curl -fsS "$BASE_URL/login" | grep -o '<form[^>]*action="[^"]*"' | sed 's/.*action="//; s/"$//' | grep -m1 -i 'sign_\{0,1\}in')"
  export SIGN_IN_PATH
  measure "$BASE_URL/w/demo" "$SERVER_PID" 2 "Cookie: $cookie" >/dev/null
  step "dashboard, 2 connections, $pairs pairs of ${each}s: alone, then while 8 connections sign in without a pause"
  for ((i = 1; i <= pairs; i++)); do
    CONNECTIONS=2 measure "$BASE_URL/w/demo" "$SERVER_PID" "$each" "Cookie: $cookie" >>"$SCRATCH/alone"
    before="$(sessions_there)"
    wrk -t1 -c8 "-d$((each + 1))s" -s bin/lib/sign_in.lua "$BASE_URL" >"$SCRATCH/signing" &
    wrk_pid=$!
    CONNECTIONS=2 measure "$BASE_URL/w/demo" "$SERVER_PID" "$each" "Cookie: $cookie" >>"$SCRATCH/meanwhile"
    wait "$wrk_pid"
    # What counts are sessions that exist, not answers.
    rate="$(awk -v made="$(($(sessions_there) - before))" '/^sign-ins/ { printf "%.1f", made / $4 }' "$SCRATCH/signing")"
    echo "$rate" >>"$SCRATCH/rates"
    note "pair $i: $rate sign-ins/s, p99 $(tail -n1 "$SCRATCH/alone" | cut -d' ' -f3) / $(tail -n1 "$SCRATCH/meanwhile" | cut -d' ' -f3) ms"
  done
  table_head
  table_row "dashboard alone" "$SCRATCH/alone"
  table_row "dashboard meanwhile" "$SCRATCH/meanwhile"
  note "$(median "$SCRATCH/rates" 1) sign-ins/s (aim: 15); p99 of the dashboard meanwhile $(median "$SCRATCH/meanwhile" 3) ms (aim: 50)"
  note "load average: $(cut -d' ' -f1-3 /proc/loadavg)"
}
