//! Controversies, Argdown, wealth and dividends.

mod controversy;
mod controversy_properties;
mod fixture;
