//! Pages as browsers without scripts see them.

mod admin;
mod announcements;
mod audit;
mod crowd;
mod entrance;
mod headers;
mod health;
mod impersonation;
mod languages;
mod office;
mod onboarding;
mod outage;
mod platform;
mod providers;
mod pseudo;
mod sameness;
mod security;
mod sessions;
mod statements;
mod teams;
