# shellcheck shell=bash
# A private Postgres: a data directory and a unix socket, no TCP port. Sourced by bin/lib.sh.
#
# Passwords: none. The socket lies in a directory that only its owner (and root) may enter,
# so whoever reaches it is trusted; this is for development and tests, never for production.

OWNER_ROLE=mewayz_owner
APP_ROLE=mewayz_app
DATABASE=mewayz

pg_bin() {
  local dir
  dir="$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n1)"
  [[ -x $dir/postgres ]] || { dir="$(dirname "$(command -v postgres || true)")"; }
  [[ -x $dir/postgres ]] || die "Postgres is not installed: run bin/setup"
  printf '%s' "$dir"
}

# Postgres refuses to run as root: then it runs as the user its package made.
as_pg() {
  if ((EUID == 0)); then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups -- env -u PGDATA HOME=/tmp "$@")
  else
    "$@"
  fi
}

short_hash() { printf '%s' "$1" | sha256sum | cut -c1-10; }

# Where the cluster named DIR really lies: DIR, or a directory user postgres can reach.
pg_home() {
  local dir="$1"
  mkdir -p "$dir"
  if as_pg test -x "$dir"; then printf '%s' "$dir"; else printf '/var/tmp/mewayz-%s' "$(short_hash "$dir")"; fi
}

# The socket's directory. The kernel allows 107 bytes for the whole path.
pg_socket() {
  local home
  home="$(pg_home "$1")"
  if [[ $home =~ ^[A-Za-z0-9._/-]{1,80}$ ]]; then printf '%s/socket' "$home"; else printf '/tmp/mewayz-%s' "$(short_hash "$home")"; fi
}

pg_url() { printf 'postgres://%s@localhost/%s?host=%s' "$2" "${3:-$DATABASE}" "$(pg_socket "$1")"; }

pg_running() { "$(pg_bin)/pg_isready" -q -h "$(pg_socket "$1")" -d postgres; }

# As superuser, quietly: pg_sql DIR [psql arguments]
pg_sql() {
  local dir="$1"; shift
  "$(pg_bin)/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$(pg_socket "$dir")" -U postgres -d postgres "$@"
}

# pg_start DIR [setting=value...]: makes the cluster if need be and starts it. Returns when it answers.
pg_start() {
  local dir="$1"; shift
  pg_running "$dir" && return 0
  local home socket bin
  home="$(pg_home "$dir")" socket="$(pg_socket "$dir")" bin="$(pg_bin)"
  [[ $home == "$dir" ]] || note "user postgres cannot enter $dir: the data lies in $home"
  mkdir -p "$home/data" "$socket"
  chmod 700 "$home/data" "$socket"
  ((EUID == 0)) && chown postgres: "$home" "$home/data" "$socket"
  [[ -f $home/data/PG_VERSION ]] || pg_init "$home"
  pg_settings "$socket" "$@" | as_pg tee "$home/data/mewayz.conf" >/dev/null
  as_pg "$bin/pg_ctl" start -w -t 60 -s -D "$home/data" -l "$home/data/server.log" </dev/null ||
    { tail -n 20 "$home/data/server.log" >&2; die "Postgres did not start (log: $home/data/server.log)"; }
}

pg_init() {
  # A new cluster has no roles, whatever an earlier one had.
  rm -f "$VAR/stamps/roles"
  as_pg "$(pg_bin)/initdb" -D "$1/data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  printf "include 'mewayz.conf'\n" | as_pg tee -a "$1/data/postgresql.conf" >/dev/null
}

pg_settings() {
  local socket="$1"; shift
  printf "listen_addresses = ''\nunix_socket_directories = '%s'\nunix_socket_permissions = 0700\n" "$socket"
  printf "max_connections = 200\ntimezone = 'UTC'\nlog_timezone = 'UTC'\n"
  local pair
  for pair in "$@"; do printf "%s = '%s'\n" "${pair%%=*}" "${pair#*=}"; done
}

pg_stop() {
  local home
  home="$(pg_home "$1")"
  [[ -f $home/data/postmaster.pid ]] || return 0
  as_pg "$(pg_bin)/pg_ctl" stop -s -m fast -w -t 60 -D "$home/data" </dev/null
}

# pg_remove DIR: stops a throw-away cluster and deletes it.
pg_remove() {
  local home socket
  home="$(pg_home "$1")" socket="$(pg_socket "$1")"
  [[ -f $home/data/postmaster.pid ]] && as_pg "$(pg_bin)/pg_ctl" stop -s -m immediate -w -D "$home/data" </dev/null
  rm -rf "$home" "$socket" "$1"
}

# Roles and databases. The owner migrates and may create databases (tests do); the app role
# is what the server connects as: not an owner, so that row level security holds for it.
pg_roles() {
  local dir="$1"; shift
  local role
  for role in "$OWNER_ROLE createdb" "$APP_ROLE nocreatedb"; do
    pg_sql "$dir" -c "select 1 from pg_roles where rolname = '${role% *}'" | grep -q 1 ||
      pg_sql "$dir" -c "create role ${role% *} login"
    pg_sql "$dir" -c "alter role ${role% *} login nosuperuser nobypassrls nocreaterole ${role#* }"
  done
  # Lets tests, which run as the owner, drop databases that the app is still connected to.
  pg_sql "$dir" -c "grant $APP_ROLE to $OWNER_ROLE"
  # A migration that cannot get its lock gives up, instead of queueing everyone behind it.
  pg_sql "$dir" -c "alter role $OWNER_ROLE set lock_timeout = '30s'" -c "alter role $OWNER_ROLE set statement_timeout = '15min'"
  pg_database "$dir" "$DATABASE"
}

pg_database() {
  local dir="$1" name="$2"
  pg_sql "$dir" -c "select 1 from pg_database where datname = '$name'" | grep -q 1 && return 0
  pg_sql "$dir" -c "create database $name owner $OWNER_ROLE"
}

# Exports the two URLs for a database in the cluster DIR.
pg_export() {
  DATABASE_URL="$(pg_url "$1" "$APP_ROLE" "${2:-$DATABASE}")"
  DATABASE_OWNER_URL="$(pg_url "$1" "$OWNER_ROLE" "${2:-$DATABASE}")"
  export DATABASE_URL DATABASE_OWNER_URL
}

# Starts the development cluster, with roles and database, and writes its URLs to var/env for a shell to source.
dev_database() {
  pg_start "$VAR/pg" max_connections=300
  stamped roles bin/lib/postgres.sh "$(pg_home "$VAR/pg")/data/PG_VERSION" -- pg_roles "$VAR/pg"
  pg_export "$VAR/pg"
  printf "export DATABASE_URL='%s'\nexport DATABASE_OWNER_URL='%s'\n" "$DATABASE_URL" "$DATABASE_OWNER_URL" >"$VAR/env"
}
