# shellcheck shell=bash
# The parts of bin/test. A check counts as one test; test runners report their own numbers.

passed=0 failed=0 report=() failures=()

# count NAME PASSED FAILED
count() {
  passed=$((passed + $2)) failed=$((failed + $3))
  (($3 == 0)) || failures+=("${red}failed:${plain} $1 ($3)")
}

# check NAME COMMAND...
check() {
  local name="$1"; shift
  step "$name"
  if indented "$@"; then count "$name" 1 0; else count "$name" 0 1; fi
}

part_format() {
  check "format" cargo fmt --all --check
  check "types of the browser tests" tsc --project end2end
}

part_migrations() { check "migration lint" squawk migrations/*.sql; }

# Advisories need a database from the network; bans, licences and sources do not.
part_deny() { check "dependency rules" cargo deny --all-features check --hide-inclusion-graph bans licenses sources; }

part_clippy() {
  check "clippy, native" cargo clippy --workspace --all-targets -- -D warnings
  check "clippy, wasm" cargo clippy -p hydrate --target wasm32-unknown-unknown -- -D warnings
}

part_sql() { check "SQL cache" sql_cache; }

# sqlx marks the crates' root files as changed to have them compiled again. Their times are put
# back afterwards, so that nothing else is.
sql_cache() {
  local times="$SCRATCH/times" file status=0
  DATABASE_URL="$DATABASE_OWNER_URL" sqlx migrate run --source migrations || return 1
  mkdir -p "$times"
  while read -r file; do
    mkdir -p "$times/$(dirname "$file")"
    touch -r "$file" "$times/$file"
  done < <(rust_roots)
  DATABASE_URL="$DATABASE_OWNER_URL" cargo sqlx prepare --workspace --check -- --workspace --all-targets || status=1
  while read -r file; do touch -r "$times/$file" "$file"; done < <(rust_roots)
  return "$status"
}

rust_roots() { find src app server \( -name lib.rs -o -name main.rs -o -path '*/tests/*.rs' -o -path '*/examples/*.rs' \) -type f; }

part_tests() {
  step "tests"
  local log="$SCRATCH/nextest.log" status=0
  cargo nextest run --workspace --no-fail-fast --color=never 2>&1 | tee "$log" || status=$?
  local good bad
  read -r good bad < <(nextest_counts "$log")
  count_run "tests" "$status" "$good" "$bad"
}

# Passed and failed, of a log that ends like: Summary [ 12.3s] 240 tests run: 238 passed (2 slow), 1 failed, 1 timed out, 3 skipped
nextest_counts() {
  local ran good
  ran="$(sed -n 's/^ *Summary .*\] *\([0-9]*\)[0-9/]* tests\{0,1\} run:.*/\1/p' "$1" | tail -n1)"
  good="$(sed -n 's/^ *Summary .* run: \([0-9]*\) passed.*/\1/p' "$1" | tail -n1)"
  printf '%s %s\n' "${good:-0}" "$((${ran:-0} - ${good:-0}))"
}

# Storage against a bucket, which moto plays on loopback.
part_s3() {
  step "storage in a bucket"
  local log="$SCRATCH/s3.log" status=0 port good bad
  port="$(free_port)"
  "$(python_tool moto_server)" -H 127.0.0.1 -p "$port" >"$SCRATCH/moto.log" 2>&1 &
  CHILDREN+=($!)
  wait_moto "$port" "$!" || { cat "$SCRATCH/moto.log"; count "storage in a bucket" 0 1; return; }
  MEWAYZ_TEST_S3="http://127.0.0.1:$port" cargo nextest run -p server --test s3 --no-fail-fast --color=never 2>&1 | tee "$log" || status=$?
  read -r good bad < <(nextest_counts "$log")
  count_run "storage in a bucket" "$status" "$good" "$bad"
}

# wait_moto PORT PID
wait_moto() {
  local end=$((SECONDS + 60))
  until curl -fsS -o /dev/null "http://127.0.0.1:$1/moto-api/data.json" 2>/dev/null; do
    kill -0 "$2" 2>/dev/null && ((SECONDS < end)) || return 1
    sleep 0.2
  done
}

# Requests made from the API's own document, good and bad: no 5xx, no answer that it does not describe. An operation counts as one test.
part_api() {
  step "API against its document"
  local results="$SCRATCH/api.xml" status=0 good=0 bad=0
  indented cargo build -p server || { count "API" 0 1; return; }
  (api_contract "$results") || status=$?
  if [[ -s $results ]]; then read -r good bad < <(junit_counts "$results"); fi
  count_run "API" "$status" "$good" "$bad"
}

# In a subshell: it stops its server and leaves the other parts' database alone.
api_contract() {
  local key status=0 report="$1"
  trap stop_children EXIT
  CHILDREN=()
  pg_database "$SCRATCH/pg" "api_$$"
  pg_export "$SCRATCH/pg" "api_$$"
  local server
  server="$(server_binary)"
  indented "$server" migrate
  key="$(MEWAYZ_VAR="$SCRATCH/api" "$server" seed | sed -n 's/^demo key: //p')"
  [[ -n $key ]] || die "the seed made no key"
  server_start "$server" "$SCRATCH/api" MEWAYZ_API_PER_MINUTE=1000000 MEWAYZ_LOG=warn
  indented "$(python_tool schemathesis)" --config-file bin/lib/schemathesis.toml run "$BASE_URL/api/openapi.json" \
    --header "Authorization: Bearer $key" --report junit --report-junit-path "$report" || status=$?
  return "$status"
}

junit_counts() {
  node -e 'const xml = require("fs").readFileSync(process.argv[1], "utf8");
    const all = (xml.match(/<testcase /g) ?? []).length;
    const bad = xml.split("<testcase ").slice(1).filter((one) => /<(failure|error)[ >]/.test(one)).length;
    console.log(all - bad, bad)' "$1"
}

part_browser() {
  step "browser"
  local results="$SCRATCH/browser.json" status=0 good=0 bad=0
  MEWAYZ_TEST_CLUSTER="$SCRATCH/pg" PLAYWRIGHT_JSON_OUTPUT_FILE="$results" bin/e2e || status=$?
  if [[ -s $results ]]; then
    read -r good bad < <(node -p 'const s = JSON.parse(require("fs").readFileSync(process.argv[1])).stats; `${s.expected} ${s.unexpected + s.flaky}`' "$results")
  fi
  count_run "browser" "$status" "$good" "$bad"
}

# A runner that fails without naming a failed test (a compile error, say) is one failure.
count_run() {
  local bad="$4"
  if (($2 != 0 && bad == 0)); then bad=1; fi
  count "$1" "$3" "$bad"
}
