mod clock;
mod life;
mod stored;
