//! Where providers call: their signature is verified over the public URL before anything is read.

pub mod email;
pub mod twilio;
