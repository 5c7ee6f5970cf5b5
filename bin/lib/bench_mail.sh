# shellcheck shell=bash
# bin/bench mail: how many mails a second leave through SMTP, each with a state of its own. Sourced by bin/bench.
# MAILS (6000) says how many; SINK_MS (0) how long the mail server thinks about each.

mail_count() { pg_sql "$SCRATCH/pg" -d "$DATABASE" -c "select count(*) from mails where state = any ('{$1}')"; }

bench_mail() {
  local mails="${MAILS:-6000}" port ops sink_pid worker_pid end
  release smtp_sink
  port="$(free_port)" ops="$(free_port)"
  "${server%/*}/examples/smtp_sink" "$port" "${SINK_MS:-0}" >"$SCRATCH/sink" &
  sink_pid=$!
  CHILDREN+=("$sink_pid")
  pg_sql "$SCRATCH/pg" -d "$DATABASE" -v mails="$mails" -f bin/lib/mails.sql
  step "$mails mails of 14 KB to a sink that takes ${SINK_MS:-0} ms for each"
  env MEWAYZ_VAR="$SCRATCH/var" MEWAYZ_OPS_ADDR="127.0.0.1:$ops" MEWAYZ_SMTP_URL="smtp://127.0.0.1:$port" \
    "$server" work >"$SCRATCH/work.log" 2>&1 </dev/null &
  worker_pid=$!
  CHILDREN+=("$worker_pid")
  end=$((SECONDS + 120))
  until (($(mail_count queued,deferred,sending) == 0)); do
    kill -0 "$worker_pid" 2>/dev/null || { tail -n 20 "$SCRATCH/work.log" >&2; die "the worker ended"; }
    ((SECONDS < end)) || die "not done after two minutes"
    sleep 0.5
  done
  sleep 1.2
  local cpu; cpu="$(cpu_of "$worker_pid")"
  pg_sql "$SCRATCH/pg" -d "$DATABASE" -c "select format('%s accepted, %s suppressed, %s in other states: %s mails/s',
      count(*) filter (where state = 'accepted'), count(*) filter (where state = 'suppressed'),
      count(*) filter (where state not in ('accepted', 'suppressed')),
      round(count(*) filter (where state = 'accepted') / extract(epoch from max(sent_at) - min(sent_at)))) from mails" |
    while read -r line; do note "$line (aim: 200)"; done
  note "the sink counted $(tail -n1 "$SCRATCH/sink"); the worker used $((cpu * 10000 / mails)) µs of processor time a mail and $(memory_of "$worker_pid") MiB"
}
