//! Settings pages: each has a title, its purpose in a line, an editor, and a bar to save.

pub mod pipeline;
pub mod tags;
