mod claiming;
mod rendering;
mod suppressing;
