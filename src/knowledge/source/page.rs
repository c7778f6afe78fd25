//! Pages of a site.
