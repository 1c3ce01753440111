//! Addresses that some mail systems deliver to one mailbox. What is said about them is in `cross.rs`.

use std::borrow::Cow;

/// A canonical address without the dots and the `+tag` of its local part; none of a text that is no address.
///
/// Addresses with the same answer are similar, which is no reason to take them for one person.
pub(crate) fn folded(address: &str) -> Option<Cow<'_, str>> {
    let (local, domain) = address.rsplit_once('@')?;
    let name = match local.split_once('+') {
        Some((name, _)) if !name.is_empty() => name,
        _ => local,
    };
    if name.len() == local.len() && !name.contains('.') {
        return Some(Cow::Borrowed(address));
    }
    let mut folded: String = name.split('.').collect();
    folded.push('@');
    folded.push_str(domain);
    Some(Cow::Owned(folded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_tags_of_the_local_part_are_left_out() {
        for (address, expected) in [
            ("ada@example.com", Some("ada@example.com")),
            ("a.da@example.com", Some("ada@example.com")),
            ("a.d.a+x.y+z@mail.example.com", Some("ada@mail.example.com")),
            ("+x@example.com", Some("+x@example.com")),
            ("+14405551234", None),
        ] {
            assert_eq!(folded(address).as_deref(), expected, "{address}");
        }
    }
}
