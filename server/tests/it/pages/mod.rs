//! Pages as browsers without scripts see them.

mod admin;
mod audit;
mod crowd;
mod entrance;
mod headers;
mod languages;
mod outage;
mod platform;
mod pseudo;
mod sameness;
mod sessions;
mod statements;
mod teams;
