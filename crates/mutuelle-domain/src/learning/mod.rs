//! Who can teach what near a place, which learning has been passed on, and how far a journey has come.

mod journey;
mod loops;
mod teachers;

pub use journey::{Itinerary, Masterpiece, Step, journey};
pub use loops::{FURTHER_PER_LOOP, Learning, Loops, loops};
pub use teachers::{STEPS, TERRITORIES, Teacher, Teachers, teachers};
