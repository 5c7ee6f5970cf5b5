//! A new migration is part of the program: cargo does not notice by itself that the folder has one more.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
