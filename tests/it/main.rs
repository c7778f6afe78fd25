//! The one integration-test binary: stories against the whole product, on both engines, and the rules of the house.
//!
//! One file a story; what stories share is in `support`. One binary, because each one links the whole product.

mod architecture;
mod support;
