# shellcheck shell=bash
# What the machine needs and how to get it. Sourced by bin/setup.

# command it brings : Debian package
PACKAGES=(
  cc:build-essential         # ring, libwebp and mimalloc are C
  curl:curl                  # readiness checks
  chromium:chromium          # browser tests
  postgres:postgresql        # the database, with the contrib extensions
  wrk:wrk                    # bin/bench
  python3:python3-venv       # bin/test api s3
  exim4:exim4-daemon-light   # tests send mail to a real mail server, run by hand on a port of its own
)
# crate : version : the command that prints it : options of its own
CARGO_TOOLS=(
  "wasm-bindgen-cli:$(sed -n 's/^wasm-bindgen = "=\(.*\)"/\1/p' Cargo.toml):wasm-bindgen --version:--config profile.release.opt-level=1"
  "cargo-leptos:0.3.10:cargo leptos --version:--locked --features no_downloads --config profile.release.package.brotli.opt-level=3"
  "sqlx-cli:0.9.0:sqlx --version:--locked --no-default-features --features postgres,rustls,sqlx-toml"
  "cargo-deny:0.20.2:cargo deny --version:--locked"
  "cargo-nextest:0.9.143:cargo nextest --version:--locked --no-default-features --features default-no-update"
)
# Their own release profiles (fat LTO) take half an hour on two cores, and they run for seconds.
LIGHT=(opt-level=0 lto=false codegen-units=64 debug=false strip=false)

# Is the command of a Debian package here?
brings() {
  case "$1" in
    postgres) compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || have postgres ;;
    chromium) browser >/dev/null ;;
    # For root only in the path.
    exim4) [[ -x /usr/sbin/exim4 || -x /usr/sbin/exim ]] ;;
    # Debian keeps what makes environments apart from Python itself.
    python3) python3 -c 'import venv, ensurepip' 2>/dev/null ;;
    *) have "$1" ;;
  esac
}

missing_packages() {
  local entry
  for entry in "${PACKAGES[@]}"; do
    brings "${entry%%:*}" || printf '%s\n' "${entry#*:}"
  done
}

missing_tools() {
  local entry crate version command
  for entry in "${CARGO_TOOLS[@]}"; do
    IFS=: read -r crate version command _ <<<"$entry"
    # Of the test runner any 0.9 will do; the others are written for, or write for, one version.
    [[ $crate == cargo-nextest ]] && version="${version%.*}."
    $command 2>/dev/null | head -n1 | grep -qF " $version" || printf '%s %s\n' "$crate" "$version"
  done
}

# A value of rust-toolchain.toml; a list with commas between, as rustup takes it.
rust_setting() { sed -n "s/^$1 = //p" rust-toolchain.toml | tr -d '[]" ' ; }

rust_ready() {
  local channel target
  channel="$(rust_setting channel)" target="$(rust_setting targets)"
  local lib; lib="$(rustup run "$channel" rustc --print sysroot 2>/dev/null)/lib/rustlib/$target/lib" &&
    compgen -G "$lib/libstd-*.rlib" >/dev/null &&
    rustup run "$channel" cargo clippy --version >/dev/null 2>&1 &&
    rustup run "$channel" rustfmt --version >/dev/null 2>&1
}

# Lists what is missing; succeeds when nothing is.
missing_all() {
  local status=0 line
  while read -r line; do note "system package: $line"; status=1; done < <(missing_packages)
  rust_ready || { note "Rust $(rust_setting channel) with clippy, rustfmt and the wasm target"; status=1; }
  while read -r line; do note "cargo tool: $line"; status=1; done < <(missing_tools)
  [[ -d node_modules/.bin ]] || { note "npm packages"; status=1; }
  [[ -s public/vendor/redoc.js ]] || { note "ReDoc"; status=1; }
  for line in "${PYTHON_TOOLS[@]}"; do
    [[ -x $(python_tool "${line%%:*}") ]] || { note "${line%%:*}"; status=1; }
  done
  return "$status"
}

system_packages() {
  have node || die "Node 20 or newer is missing: https://nodejs.org"
  [[ $(node -p 'process.versions.node.split(".")[0]') -ge 20 ]] || die "Node $(node -v) is too old: 20 or newer is needed"
  local packages root=()
  mapfile -t packages < <(missing_packages)
  ((${#packages[@]})) || return 0
  local hint="install these packages, then run this again: apt-get install ${packages[*]}"
  have apt-get || die "$hint"
  if ((EUID != 0)); then
    # Without a terminal, sudo must not have to ask.
    have sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; } || die "as root, $hint"
    root=(sudo)
  fi
  step "system packages: ${packages[*]}"
  # Ubuntu's chromium is called otherwise.
  apt-cache show chromium >/dev/null 2>&1 || packages=("${packages[@]/#chromium/chromium-browser}")
  indented "${root[@]}" apt-get update -qq
  # Never in place of something else: a machine has one mail server, and it may be another one than ours.
  indented "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-remove "${packages[@]}"
}

rust_toolchain() {
  have rustup || die "Rust is missing: install it with rustup, https://rustup.rs"
  rust_ready && return
  local channel
  channel="$(rust_setting channel)"
  step "Rust $channel: $(rust_setting components), $(rust_setting targets)"
  indented rustup toolchain install "$channel" --profile minimal --no-self-update \
    --component "$(rust_setting components)" --target "$(rust_setting targets)"
}

cargo_tools() {
  local missing entry crate version options setting light=()
  missing="$(missing_tools)"
  [[ -n $missing ]] || return 0
  for setting in "${LIGHT[@]}"; do light+=(--config "profile.release.$setting"); done
  for entry in "${CARGO_TOOLS[@]}"; do
    IFS=: read -r crate version _ options <<<"$entry"
    grep -q "^$crate " <<<"$missing" || continue
    step "cargo tool: $crate $version (built from source, some minutes)"
    # shellcheck disable=SC2086 # options are words
    CARGO_TARGET_DIR="$HOME/.cache/mewayz/tools" CARGO_TERM_PROGRESS_WHEN=never \
      with_heartbeat "$crate" indented cargo install "${light[@]}" "$crate" --version "$version" $options
  done
}

npm_packages() {
  [[ -d node_modules/.bin ]] || rm -f "$VAR/stamps/npm"
  stamped npm package.json package-lock.json -- npm_install
}

npm_install() {
  step "npm packages"
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 with_heartbeat npm indented npm ci --no-audit --no-fund
}

icons() {
  [[ -s public/icons.svg ]] || rm -f "$VAR/stamps/icons"
  stamped icons app/ui/build-icons.mjs app/ui/src/icon.rs package-lock.json -- icon_sprite
}

icon_sprite() { step "icons"; indented node app/ui/build-icons.mjs; }

# What only Python has, each in an environment of its own: command : what pip installs
PYTHON_TOOLS=(
  "schemathesis:schemathesis==4.32.5"    # bin/test api: throws generated requests at the public API
  "moto_server:moto[s3,server]==5.2.5"   # bin/test s3: plays a bucket
)
python_tools() {
  local entry
  for entry in "${PYTHON_TOOLS[@]}"; do
    [[ -x $(python_tool "${entry%%:*}") ]] || rm -f "$VAR/stamps/${entry%%:*}"
    stamped "${entry%%:*}" -- install_python_tool "${entry%%:*}" "${entry#*:}"
  done
}

# Where a command of PYTHON_TOOLS lies.
python_tool() { printf '%s' "$VAR/tools/$1/bin/$1"; }

install_python_tool() {
  step "$2"
  python3 -m venv --clear "$VAR/tools/$1" || die "Python cannot make environments: apt-get install python3-venv"
  indented "$VAR/tools/$1/bin/pip" install --quiet --disable-pip-version-check "$2"
}

# ReDoc as one file, to be served from here. Not an npm dependency: the file is whole, and its hundred packages would only be in the way.
REDOC=2.5.4
REDOC_HASH=dcaf76612bc4a3fbcc923a8966dee2f6146a5f32e5ce1b6f02dd60cbbf89500b
redoc() {
  [[ -s public/vendor/redoc.js ]] || rm -f "$VAR/stamps/redoc"
  stamped redoc bin/lib/tools.sh -- fetch_redoc
}

fetch_redoc() {
  local dir="$VAR/tools/redoc"
  step "ReDoc $REDOC"
  rm -rf "$dir" && mkdir -p "$dir" public/vendor
  npm pack --silent --pack-destination "$dir" "redoc@$REDOC" >/dev/null || die "ReDoc could not be fetched"
  tar -xzf "$dir/redoc-$REDOC.tgz" -C "$dir" package/bundles/redoc.standalone.js
  sha256sum --check --quiet <<<"$REDOC_HASH  $dir/package/bundles/redoc.standalone.js" || die "this is not the ReDoc we know"
  # Its one picture from elsewhere; the page's policy would refuse it anyway.
  sed 's#https://cdn\.redoc\.ly/redoc/logo-mini\.svg#/favicon.svg#g' "$dir/package/bundles/redoc.standalone.js" >public/vendor/redoc.js
}
