# Short names for what is done every day. Each recipe is one or two plain commands.

# Lists the recipes.
default:
    @just --list

# Installs what the tests need on a Debian machine (asks for root where packages are missing).
setup:
    tests/setup

# Serves the demo at http://localhost:8080, with a new database and mail folder below target/demo.
run *args:
    rm -rf target/demo && mkdir -p target/demo
    MABIT_DATABASE__URL=sqlite://target/demo/mabit.db MABIT_MAIL__URL=file:target/demo/mail \
        cargo run -- serve --demo {{ args }}

# Runs every test, or those that `cargo test` is told: just test --test api arrivals
test *args:
    tests/run {{ args }}

# Measures the matcher and the sweep.
bench *args:
    cargo bench {{ args }}

# Builds and opens the documentation of the code.
docs:
    cargo doc --no-deps --document-private-items --open

# Checks format, lints and, where cargo-deny is installed, licences and sources of dependencies.
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    if command -v cargo-deny >/dev/null; then cargo deny check licenses bans sources; fi
