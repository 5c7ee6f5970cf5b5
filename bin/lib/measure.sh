# shellcheck shell=bash
# Driving a page with wrk and reading what it cost. Sourced by bin/bench.

# A browser's name, so that a visit counts as one.
AGENT='Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'

# Processor time a process has used so far, in hundredths of a second.
cpu_of() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
memory_of() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# measure URL PID SECONDS [header...]: one line
#   requests/s  p50 ms  p99 ms  requests  cpu s  memory MiB  answers other than 2xx and 3xx
measure() {
  local url="$1" pid="$2" seconds="$3"; shift 3
  local headers=() header before after
  for header in "$@"; do headers+=(-H "$header"); done
  before="$(cpu_of "$pid")"
  local out
  out="$(wrk -t1 "-c${CONNECTIONS:-16}" "-d${seconds}s" --latency -H "User-Agent: $AGENT" "${headers[@]}" "$url")"
  after="$(cpu_of "$pid")"
  awk -v cpu="$((after - before))" -v memory="$(memory_of "$pid")" '
    function ms(v) { return v ~ /us$/ ? v / 1000 : v ~ /ms$/ ? v + 0 : v * 1000 }
    $1 == "50%" { p50 = ms($2) }
    $1 == "99%" { p99 = ms($2) }
    / requests in / { requests = $1 }
    /Requests\/sec/ { rate = $2 }
    /Non-2xx/ { bad += $NF }
    /Socket errors/ { gsub(",", ""); bad += $4 + $6 + $8 + $10 }
    END { printf "%.0f %.2f %.2f %d %.2f %s %d\n", rate, p50, p99, requests, cpu / 100, memory, bad }' <<<"$out"
}

# median FILE COLUMN
median() { awk -v c="$2" '{ print $c }' "$1" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
sum() { awk -v c="$2" '{ s += $c } END { print s + 0 }' "$1"; }

table_head() { printf '    %-28s %10s %9s %9s %12s %11s %7s\n' '' 'requests/s' 'p50 ms' 'p99 ms' 'cpu µs/req' 'memory MiB' 'failed'; }

# table_row NAME FILE: the medians of its measurements
table_row() {
  local cpu
  cpu="$(awk '{ r += $4; c += $5 } END { printf "%.0f", r ? c * 1e6 / r : 0 }' "$2")"
  printf '    %-28s %10s %9s %9s %12s %11s %7s\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)" "$(median "$2" 3)" "$cpu" "$(median "$2" 6)" "$(sum "$2" 7)"
}
