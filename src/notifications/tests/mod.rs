mod office;
mod phones;
mod rules;
mod telling;
