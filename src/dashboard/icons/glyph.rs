//! The glyphs the product draws itself: the desk bell, the status discs, the empty-desk scenes.
//!
//! Shapes come from design.md sections 2 and 3. Colour comes from the stylesheet by class, so
//! that a glyph follows the theme and forced colours; nothing here knows a status by its name.

/// The mark: a desk bell in pine with a brass knob.
pub const MARK: &str = r#"<svg class="mark" viewBox="0 0 24 24" width="28" height="28" aria-hidden="true"><circle class="mark-knob" cx="12" cy="5.1" r="1.9"/><path class="mark-dome" d="M3.6 16.6a8.4 8.4 0 0 1 16.8 0z"/><rect class="mark-dome" x="1.6" y="18.4" width="20.8" height="2.2" rx="1.1"/></svg>"#;

/// The bell alone in one colour, for somebody waiting.
pub const BELL: &str = r#"<svg class="icon" viewBox="0 0 24 24" width="16" height="16" fill="currentColor" aria-hidden="true"><circle cx="12" cy="5.1" r="1.9"/><path d="M3.6 16.6a8.4 8.4 0 0 1 16.8 0z"/><rect x="1.6" y="18.4" width="20.8" height="2.2" rx="1.1"/></svg>"#;

/// The bell on the sign-in desk.
pub const BIG_BELL: &str = r#"<svg class="big-bell" viewBox="0 0 162 122" width="162" height="122" aria-hidden="true"><rect class="bell-dark" x="74" y="14" width="14" height="26"/><circle class="bell-dark" cx="81" cy="11" r="10.5"/><path class="bell-light" d="M14 104a67 67 0 0 1 134 0z"/><path class="bell-shine" d="M34 96a48 48 0 0 1 32-42" fill="none" stroke-width="6" stroke-linecap="round"/><rect class="bell-dark" x="0" y="108" width="162" height="16" rx="4"/></svg>"#;

/// The desk with its bell: nothing has happened yet.
pub const SCENE_BELL: &str = r#"<svg class="scene" viewBox="0 0 132 76" width="132" height="76" aria-hidden="true"><circle class="mark-knob" cx="66" cy="19" r="6"/><path class="mark-dome" d="M37 54a29 29 0 0 1 58 0z"/><rect class="mark-dome" x="30" y="56.5" width="72" height="5"/><rect class="mark-dome" x="0" y="61" width="132" height="4" rx="2"/></svg>"#;

/// The desk without its bell: nothing was found, or it did not come.
pub const SCENE_EMPTY: &str = r#"<svg class="scene" viewBox="0 0 132 76" width="132" height="76" aria-hidden="true"><g class="scene-ghost" fill="none" stroke-width="2.6"><circle cx="66" cy="26" r="4.6"/><path d="M36 59v-1.500a30 27 0 0 1 60 0V59z" stroke-dasharray="6 5"/></g><rect class="mark-dome" x="0" y="61" width="132" height="4" rx="2"/></svg>"#;

/// The desk with a warm cup: nobody is waiting.
pub const SCENE_CUP: &str = r#"<svg class="scene" viewBox="0 0 132 76" width="132" height="76" aria-hidden="true"><g class="scene-steam" fill="none" stroke-width="2.6" stroke-linecap="round"><path d="M57 10c4 4-3 6 1 11"/><path d="M68 10c4 4-3 6 1 11"/></g><g class="scene-cup" stroke-width="3"><path d="M48 30h29v22a7 7 0 0 1-7 7H55a7 7 0 0 1-7-7z"/><path d="M77 36h5a6.5 6.5 0 0 1 0 13h-5" fill="none"/></g><rect class="mark-dome" x="0" y="61" width="132" height="4" rx="2"/></svg>"#;

/// A dashed ring with a dot: nothing has been done yet.
pub const OPEN: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true"><circle cx="8" cy="8" r="6.6" stroke-dasharray="2.8 1.347"/><circle cx="8" cy="8" r="2.9" fill="currentColor" stroke="none"/></svg>"#;

/// A third of the disc: under way.
pub const ACTIVE: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true"><circle cx="8" cy="8" r="6.6"/><path d="M8 8V3.700a4.3 4.3 0 0 1 3.724 6.450z" fill="currentColor" stroke="none"/></svg>"#;

/// Half of the disc: under way, in a pipeline of three statuses.
pub const HALF: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true"><circle cx="8" cy="8" r="6.6"/><path d="M8 3.700a4.3 4.3 0 0 1 0 8.600z" fill="currentColor" stroke="none"/></svg>"#;

/// Two thirds of the disc: going well.
pub const GOOD: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true"><circle cx="8" cy="8" r="6.6"/><path d="M8 8V3.700A4.3 4.3 0 1 1 4.276 10.150z" fill="currentColor" stroke="none"/></svg>"#;

/// The full disc with a tick: done.
pub const DONE: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" aria-hidden="true"><circle cx="8" cy="8" r="7.4" fill="currentColor"/><path class="disc-tick" d="m4.9 8.3 2.2 2.2 4.1-4.5" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>"#;

/// A ring with a slash: out.
pub const OUT: &str = r#"<svg class="disc" viewBox="0 0 16 16" width="14" height="14" fill="none" stroke="currentColor" stroke-width="1.7" aria-hidden="true"><circle cx="8" cy="8" r="6.6"/><path d="m3.6 12.4 8.8-8.8"/></svg>"#;
