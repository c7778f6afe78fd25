//! A statement put together at run time, for lists with filters: text from the program, values only ever bound.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use super::value::{IntoValue, Value};
use crate::error::Result;

/// A statement and its values, growing together.
#[derive(Debug, Default)]
pub struct Sql {
    text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins with `text`.
    #[must_use]
    pub fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Begins with `text`; the rows are bound to `$1`, where `dialect::rows_of` reads them.
    ///
    /// # Errors
    /// When they cannot be written as JSON.
    pub fn over<T: serde::Serialize>(rows: &[T], text: &'static str) -> Result<Self> {
        let rows = serde_json::to_string(rows).map_err(anyhow::Error::new)?;
        Ok(Self { text: text.to_owned(), values: vec![rows.into_value()] })
    }

    /// Adds `text`.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds `text`, whose one `{}` becomes the next `$n`, bound to `value`.
    pub fn bind(&mut self, text: &'static str, value: impl IntoValue) -> &mut Self {
        self.values.push(value.into_value());
        let (before, after) = text.split_once("{}").unwrap_or((text, ""));
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{before}${}{after}", self.values.len());
        self
    }

    /// Adds `text` when there is a value.
    pub fn bind_if(&mut self, text: &'static str, value: Option<impl IntoValue>) -> &mut Self {
        if let Some(value) = value {
            self.bind(text, value);
        }
        self
    }

    /// The statement and its values.
    #[must_use]
    pub fn done(self) -> (AssertSqlSafe<String>, Vec<Value>) {
        // Safe, because text comes in as `&'static str` alone.
        (AssertSqlSafe(self.text), self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_come_and_absent_ones_leave_nothing() {
        let mut sql = Sql::new("SELECT * FROM lead WHERE bot_id = ");
        sql.bind("{}", "b")
            .bind_if(" AND tag = {}", None::<&str>)
            .bind_if(" AND (a, b) < ({}", Some(5_i64))
            .bind(", {})", "x");
        let (text, values) = sql.done();
        assert_eq!(text.0, "SELECT * FROM lead WHERE bot_id = $1 AND (a, b) < ($2, $3)");
        assert_eq!(values.len(), 3);
    }
}
