mod office;
mod rules;
mod telling;
