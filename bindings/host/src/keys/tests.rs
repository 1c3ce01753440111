use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rollbook.keys");
    (folder, path)
}

fn put(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

/// 32 bytes that count up from `first`, in base64.
fn material(first: u8) -> String {
    use base64::Engine;
    let bytes: [u8; 32] = std::array::from_fn(|place| first + u8::try_from(place).unwrap());
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn refusal(text: &str) -> Error {
    let (_folder, path) = folder();
    put(&path, text);
    KeyFile::load(&path).unwrap_err()
}

#[test]
fn a_new_file_is_private_whole_and_read_back() {
    let (folder, path) = folder();
    let made = KeyFile::create(&path).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    let name = made.deployment().as_str();
    let random = name.strip_prefix("local-").unwrap();
    assert!(
        random.len() == 16
            && random
                .bytes()
                .all(|b| b.is_ascii_lowercase() || (b'2'..=b'7').contains(&b))
    );
    let read = KeyFile::load(&path).unwrap();
    assert_eq!(read.deployment(), made.deployment());
    let view = read.keyring().view();
    assert!(view.codes().unwrap().active().is_ok());
    let (_, public) = view.links().unwrap().active().unwrap();
    assert_eq!(read.keyring().signer().unwrap().public_key(), *public);
    // Nothing is left beside it.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_key_file_is_never_overwritten() {
    let (_folder, path) = folder();
    let first = KeyFile::create(&path).unwrap();
    assert_eq!(
        KeyFile::create(&path).unwrap_err().code(),
        ErrorCode::KeysInvalid
    );
    let again = KeyFile::load_or_create(&path).unwrap();
    assert_eq!(again.deployment(), first.deployment());
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    for mode in [0o644, 0o640, 0o604, 0o660] {
        let (_folder, path) = folder();
        KeyFile::create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = KeyFile::load(&path).unwrap_err();
        assert_eq!(error.code(), ErrorCode::KeysInvalid, "{mode:o}");
        assert!(error.message().contains("chmod 600"));
    }
}

#[test]
fn a_missing_file_is_keys_missing_and_a_folder_is_not_valid() {
    let (folder, path) = folder();
    assert_eq!(
        KeyFile::load(&path).unwrap_err().code(),
        ErrorCode::KeysMissing
    );
    assert_eq!(
        KeyFile::load(folder.path()).unwrap_err().code(),
        ErrorCode::KeysInvalid
    );
}

#[test]
fn verifying_and_killed_keys_stand_beside_the_active_one() {
    let (_folder, path) = folder();
    let (one, two, three, four) = (material(0), material(40), material(80), material(120));
    put(
        &path,
        &format!(
            "version = 1\ndeployment = \"example.test\"\n\
             [[code_keys]]\nstate = \"active\"\nkey = \"{one}\"\nid = \"ad07ad4fce93b65f\"\n\
             [[code_keys]]\nstate = \"verifying\"\nkey = \"{two}\"\n\
             [[code_keys]]\nstate = \"killed\"\nid = \"0011223344556677\"\n\
             [[signing_keys]]\nstate = \"verifying\"\npublic = \"{three}\"\n\
             [[signing_keys]]\nstate = \"active\"\nseed = \"{four}\"\n"
        ),
    );
    let file = KeyFile::load(&path).unwrap();
    let codes = file.keyring().view().codes().unwrap();
    assert_eq!(codes.live().count(), 2);
    assert_eq!(codes.active().unwrap().id().to_string(), "ad07ad4fce93b65f");
    assert!(codes.state("0011223344556677".parse().unwrap()).is_some());
    assert_eq!(file.keyring().view().links().unwrap().live().count(), 2);
    assert!(file.keyring().signer().is_some());
}

#[test]
fn keys_that_are_no_keys_are_refused_in_words_that_quote_nothing() {
    let head = "version = 1\ndeployment = \"example.test\"\n";
    let (one, equal) = (material(0), "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
    let code = |state: &str, rest: &str| format!("[[code_keys]]\nstate = \"{state}\"\n{rest}\n");
    let active = |key: &str| code("active", &format!("key = \"{key}\""));
    let cases = [
        ("all bytes equal", format!("{head}{}", active(equal))),
        ("not 32 bytes", format!("{head}{}", active("c2hvcnQ="))),
        ("not base64", format!("{head}{}", active("%%%"))),
        (
            "two active",
            format!("{head}{}{}", active(&one), active(&material(9))),
        ),
        (
            "twice",
            format!(
                "{head}{}{}",
                active(&one),
                code("verifying", &format!("key = \"{one}\""))
            ),
        ),
        (
            "killed with material",
            format!("{head}{}", code("killed", &format!("key = \"{one}\""))),
        ),
        (
            "wrong id",
            format!(
                "{head}{}",
                code(
                    "active",
                    &format!("key = \"{one}\"\nid = \"0011223344556677\"")
                )
            ),
        ),
        (
            "unknown field",
            format!(
                "{head}{}",
                code("active", &format!("key = \"{one}\"\nname = \"x\""))
            ),
        ),
        ("no key", format!("{head}{}", code("active", ""))),
        (
            "two purposes",
            format!(
                "{head}{}[[signing_keys]]\nstate = \"active\"\nseed = \"{one}\"\n",
                active(&one)
            ),
        ),
        (
            "deployment",
            "version = 1\ndeployment = \"No Such\"\n".to_owned(),
        ),
        (
            "version",
            "version = 2\ndeployment = \"example.test\"\n".to_owned(),
        ),
        ("no TOML", format!("{one}\n")),
        ("empty", String::new()),
    ];
    for (case, text) in cases {
        let error = refusal(&text);
        assert_eq!(error.code(), ErrorCode::KeysInvalid, "{case}");
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(&one) && !shown.contains(equal) && !shown.contains("c2hvcnQ"),
            "{case}: {shown}"
        );
    }
}

#[test]
fn n_08_debug_of_a_key_file_shows_no_key() {
    let (_folder, path) = folder();
    put(
        &path,
        &format!(
            "version = 1\ndeployment = \"example.test\"\n[[code_keys]]\nstate = \"active\"\nkey = \"{}\"\n",
            material(0)
        ),
    );
    let shown = format!("{:?}", KeyFile::load(&path).unwrap());
    assert!(
        shown.contains("ad07ad4fce93b65f")
            && !shown.contains(&material(0))
            && !shown.contains("0, 1, 2")
    );
}
