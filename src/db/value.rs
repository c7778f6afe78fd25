//! What is bound to a statement: a short list of kinds that both engines know, each with its own NULL.

use crate::for_each_id;
use crate::id;
use crate::time::Timestamp;

/// One bound value. `None` inside is a NULL of that kind: PostgreSQL wants to know which.
#[derive(Clone, Debug)]
pub enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// BOOLEAN.
    Bool(Option<bool>),
    /// DOUBLE PRECISION.
    Float(Option<f64>),
    /// TEXT.
    Text(Option<String>),
}

/// What can be bound.
pub trait IntoValue: Sized {
    /// As a value.
    fn into_value(self) -> Value;
    /// This kind's NULL.
    fn null() -> Value;
}

macro_rules! bindable {
    ($($type:ty => $kind:ident($value:ident) $shape:expr;)*) => {$(
        impl IntoValue for $type {
            fn into_value(self) -> Value {
                let $value = self;
                Value::$kind(Some($shape))
            }
            fn null() -> Value {
                Value::$kind(None)
            }
        }
    )*};
}

bindable! {
    i64 => Int(v) v;
    bool => Bool(v) v;
    f64 => Float(v) v;
    Timestamp => Int(v) v.millis();
    // PostgreSQL refuses NUL in text and SQLite stores it: neither ever sees one.
    &str => Text(v) v.replace('\0', "");
    String => Text(v) if v.contains('\0') { v.replace('\0', "") } else { v };
    &String => Text(v) v.replace('\0', "");
}

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or_else(T::null, T::into_value)
    }
    fn null() -> Value {
        T::null()
    }
}

macro_rules! bindable_ids {
    ($($name:ident),*) => {$(
        impl IntoValue for &id::$name {
            fn into_value(self) -> Value {
                Value::Text(Some(self.as_str().to_owned()))
            }
            fn null() -> Value {
                Value::Text(None)
            }
        }
    )*};
}
for_each_id!(bindable_ids);

/// `args![a, b]`: the values of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::IntoValue::into_value($value)),*] };
}
pub(crate) use args;
