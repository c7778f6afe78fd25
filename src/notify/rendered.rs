//! A mail's words, and how templates become them.

use askama::Template;

use super::clean;

/// A mail's words, ready to be built into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Something that was said.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Who.
    pub who: String,
    /// When, as it is read.
    pub at: String,
    /// The words.
    pub text: String,
}

/// Templates over a view `m`, a line each.
macro_rules! templates {
    ($($name:ident($view:ty) = $path:tt;)*) => {$(
        #[derive(askama::Template)]
        #[template(path = $path)]
        struct $name<'a> { m: &'a $view }
    )*};
}
pub(super) use templates;

/// Fills the three parts of a mail.
pub(super) fn rendered(
    subject: &impl Template,
    text: &impl Template,
    html: &impl Template,
) -> Result<Rendered, askama::Error> {
    worded(clean::line(&subject.render()?, 200), text, html)
}

/// Fills what stands under a subject.
pub(super) fn worded(subject: String, text: &impl Template, html: &impl Template) -> Result<Rendered, askama::Error> {
    Ok(Rendered { subject, text: format!("{}\n", text.render()?.trim()), html: html.render()? })
}
