//! Controversies, Argdown, wealth and dividends.

mod argdown;
mod argdown_properties;
mod controversy;
mod controversy_properties;
mod dividend;
mod dividend_properties;
mod fixture;
mod wealth;
