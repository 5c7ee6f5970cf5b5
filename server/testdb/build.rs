//! A new migration is part of every test database: cargo does not notice by itself that the folder has one more.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
