# shellcheck shell=bash
# A throw-away place for one run: a folder and a Postgres of its own, gone when the script ends.

# No crash is worth surviving for data that lives a few minutes.
FAST=(fsync=off synchronous_commit=off full_page_writes=off max_connections=300 shared_buffers=256MB)

# scratch_begin [setting=value...]: sets SCRATCH and exports the two database URLs.
scratch_begin() {
  sweep_scratch
  SCRATCH="$VAR/scratch/$$"
  trap scratch_end EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  mkdir -p "$SCRATCH"
  pg_start "$SCRATCH/pg" "$@"
  pg_roles "$SCRATCH/pg"
  pg_export "$SCRATCH/pg"
}

scratch_end() {
  trap '' INT TERM HUP
  stop_children
  pg_remove "$SCRATCH/pg"
  rm -rf "$SCRATCH"
}

# What this script started in the background: CHILDREN+=($!) right after starting it.
CHILDREN=()
stop_children() {
  local pid
  for pid in "${CHILDREN[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${CHILDREN[@]}"; do wait "$pid" 2>/dev/null || true; done
  CHILDREN=()
}

# What a killed run left behind: its folder bears the number of a process that is gone.
sweep_scratch() {
  local dir
  for dir in "$VAR"/scratch/*/; do
    dir="${dir%/}"
    [[ -d $dir ]] || continue
    kill -0 "${dir##*/}" 2>/dev/null && continue
    pg_remove "$dir/pg"
    rm -rf "$dir"
  done
}
