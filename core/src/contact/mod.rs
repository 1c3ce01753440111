//! To be replaced wholly: what a person is known by.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
/// x
pub struct Identity(String);
impl Identity {
    /// x
    pub fn canonical(&self) -> std::borrow::Cow<'_, str> {
        (&*self.0).into()
    }
}
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(..)")
    }
}
