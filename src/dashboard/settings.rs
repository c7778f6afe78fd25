//! Settings pages: each has a title, its purpose in a line, an editor, and a bar to save.

pub mod forms;
pub mod knowledge;
pub mod model;
pub mod notifications;
pub mod pipeline;
pub mod score;
pub mod tags;
