//! Pages as browsers without scripts see them.

mod crowd;
mod entrance;
mod headers;
mod outage;
mod sameness;
mod sessions;
mod statements;
