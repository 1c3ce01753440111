//! No personal data and no secret in an error, a `Debug`, an event or a receipt (N-08); and no secret at rest (G13).
//!
//! Marked values are driven through every path that fails, and what comes out is searched for them. A search that
//! finds nothing proves something only if it finds what was planted: each has such a control.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rollbook::Error;
use rollbook::batch::Digest;
use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook::command::activation::{
    AcceptInvitation, CodeText, Credential, NumberChoice, PresentedDevice,
};
use rollbook::command::batch::upload::ImportAccounts;
use rollbook::command::invitation::sending::Issued;
use rollbook::command::tenant::create_tenant::{CreateTenant, FirstAdministrator};
use rollbook::credential::derive::link_secret;
use rollbook::credential::{CodeKey, TypedCode};
use rollbook::csv::report::{Pii, View, to_json};
use rollbook::engine::RunOptions;
use rollbook::profile::ProfileName;
use rollbook::settings::ImportMode;
use rollbook_tests::dump::{accounts, events};
use rollbook_tests::home::{DEPLOYMENT, Home};
use rollbook_tests::world::{COMPANY, World, file, number};

const FIRST: &str = "Zyxomark";
const LAST: &str = "Qwvomark";
const EMAIL: &str = "zyxomark@qwvomark.example";
const PHONE: &str = "+12025550188";
const DEVICE: &str = "+12025550166";
const BROKEN: &str = "zyxomark@@qwvomark";
const WRONG_CODE: &str = "7JQK-ZDCH-C76J";

/// What must not come out, without regard to case.
const MARKS: [&str; 6] = [
    "zyxomark",
    "qwvomark",
    "2025550188",
    "2025550166",
    "5551887",
    "7jqk",
];

/// The marks that stand in a text.
fn marks_in(text: &str, marks: &[String]) -> Vec<String> {
    let lower = text.to_ascii_lowercase();
    let marks = marks.iter().filter(|mark| lower.contains(mark.as_str()));
    marks.cloned().collect()
}

/// What was seen, and what is looked for.
struct Seen {
    marks: Vec<String>,
    texts: usize,
    found: Vec<String>,
}

impl Seen {
    fn new() -> Self {
        Self {
            marks: MARKS.map(str::to_owned).to_vec(),
            texts: 0,
            found: Vec::new(),
        }
    }

    /// A code that is not to be seen from here on.
    fn secret(&mut self, code: &str) {
        let code = code.to_ascii_lowercase();
        self.marks.push(code.replace('-', ""));
        self.marks.push(code);
    }

    fn text(&mut self, what: &str, text: &str) {
        self.texts += 1;
        let marks = marks_in(text, &self.marks);
        if !marks.is_empty() {
            self.found.push(format!("{what}: {marks:?} in {text}"));
        }
    }

    fn error(&mut self, what: &str, error: &Error) {
        let details = serde_json::to_string(error.details()).unwrap();
        let findings = serde_json::to_string(error.findings()).unwrap();
        let mut source = String::new();
        let mut behind = std::error::Error::source(error);
        while let Some(error) = behind {
            source += &format!("{error} {error:?} ");
            behind = error.source();
        }
        let text = format!(
            "{error} {error:?} {} {details} {findings} {source}",
            error.message()
        );
        self.text(&format!("{what} ({})", error.code().as_str()), &text);
    }

    /// Fails unless it was refused; what it was refused with is searched.
    fn refused<T: std::fmt::Debug>(&mut self, what: &str, result: Result<T, Error>) {
        match result {
            Err(error) => self.error(what, &error),
            Ok(outcome) => panic!("{what} was not refused: {outcome:?}"),
        }
    }
}

fn marked(world: &World, identity: &str) -> CreateAccount {
    CreateAccount::portal(world.root, identity)
        .named(FIRST, LAST)
        .sending(false)
}

/// Forms that are refused, each holding marked values.
fn forms(seen: &mut Seen, world: &World) {
    for (what, form) in [
        ("a broken address", marked(world, BROKEN)),
        (
            "an address that is no ASCII",
            marked(world, "zyxom\u{e4}rk@qwvomark.example"),
        ),
        (
            "an address without a name",
            CreateAccount::portal(world.root, EMAIL).named("", LAST),
        ),
        (
            "a name that is too long",
            marked(world, EMAIL).named(FIRST.repeat(9), LAST),
        ),
        (
            "a control character",
            marked(world, EMAIL).named("Zyxomark\u{7}", LAST),
        ),
        (
            "a number that does not exist",
            marked(world, "+10005551887"),
        ),
        ("a number that costs extra", marked(world, "+449055518870")),
        ("a number without a country", marked(world, "055518870")),
        ("letters in a number", marked(world, "+1202555ZYXOMARK")),
        ("a number too long", marked(world, "+120255501880000000")),
        (
            "a device number without the consent for SMS",
            marked(world, PHONE).sending(true),
        ),
        (
            "a line with a broken number",
            marked(world, EMAIL).with_number(NumberForm::Named("Zyxomark".into())),
        ),
    ] {
        seen.text("the form", &format!("{form:?}"));
        seen.refused(what, world.run(&form));
    }
    let mut odd = marked(world, EMAIL);
    odd.language = Some("Zyxomarkish".into());
    seen.refused("an unknown language", world.run(&odd));
    let mut odd = marked(world, EMAIL);
    odd.extension = Some("zyxomark".into());
    seen.refused("an extension of letters", world.run(&odd));
    let mut odd = marked(world, EMAIL);
    odd.notification_address = Some(BROKEN.into());
    seen.refused("a broken second address", world.run(&odd));
    let mut odd = marked(world, EMAIL);
    odd.attributes.insert("key".into(), FIRST.repeat(40));
    seen.refused("an attribute too long", world.run(&odd));
    world.set(&[("allowed_email_domains", "@example.com")]);
    seen.refused(
        "a domain that is not allowed",
        world.run(&marked(world, EMAIL)),
    );
    world.set(&[("allowed_email_domains", "none")]);
    let tenant = CreateTenant {
        profile: ProfileName::Multiline2024,
        name: "Zyxomark Qwvomark".into(),
        external_id: COMPANY.into(),
        administrator: FirstAdministrator {
            first_name: Some(FIRST.into()),
            last_name: Some(LAST.into()),
            name: None,
            identity: EMAIL.into(),
        },
        settings: std::collections::BTreeMap::new(),
    };
    seen.text("the form of a tenant", &format!("{tenant:?}"));
    let refused = world.rollbook.create_tenant(&tenant, RunOptions::default());
    seen.refused("a company id that is taken", refused);
}

/// Somebody who exists: outcomes, refusals, entities.
fn people(seen: &mut Seen, world: &World) -> (Issued, String) {
    let created = world.run(&marked(world, EMAIL)).unwrap();
    seen.text("an account created", &format!("{created:?}"));
    seen.refused("the same identity", world.run(&marked(world, EMAIL)));
    let phone = world.run(&marked(world, PHONE)).unwrap();
    seen.text("an account created", &format!("{phone:?}"));
    let issued = world.invite(created.outcome.account);
    seen.text("an invitation", &format!("{issued:?}"));
    let code = world.code(&issued);
    seen.secret(&code);
    (issued, code)
}

fn activation(seen: &mut Seen, world: &World, code: &str) {
    let credential = |username: &str, code: &str| Credential::Code {
        company_id: COMPANY.into(),
        username: username.into(),
        code: CodeText::new(code),
    };
    for (what, credential) in [
        ("a wrong code", credential(EMAIL, WRONG_CODE)),
        (
            "a code of other symbols",
            credential(EMAIL, "UUUU-ZYXOMARK"),
        ),
        (
            "an unknown person",
            credential("qwvomark@zyxomark.example", code),
        ),
    ] {
        seen.text("a credential", &format!("{credential:?}"));
        seen.refused(what, world.rollbook.check_invitation(&credential));
        seen.refused(what, world.rollbook.list_number_choices(&credential));
    }
    let accept = |device: Option<&str>, verified, code: &str| {
        let request = AcceptInvitation {
            credential: credential(EMAIL, code),
            device: PresentedDevice {
                number: device.map(str::to_owned),
                verified,
                key: Some("zyxomark-key".into()),
            },
            number: NumberChoice::Any,
        };
        (
            format!("{request:?}"),
            world
                .rollbook
                .accept_invitation(&request, RunOptions::default()),
        )
    };
    for (what, device, verified) in [
        ("a device that is not verified", Some(DEVICE), false),
        (
            "a device number that does not exist",
            Some("+10005551887"),
            true,
        ),
        ("a device number of letters", Some("zyxomark"), true),
        ("no device number", None, true),
    ] {
        let (request, result) = accept(device, verified, code);
        seen.text("a request", &request);
        seen.refused(what, result);
    }
    let (_, accepted) = accept(Some(DEVICE), true, code);
    seen.text("an acceptance", &format!("{:?}", accepted.unwrap()));
    let (_, result) = accept(Some(PHONE), true, code);
    seen.refused("another device", result);
}

fn uploads(seen: &mut Seen, world: &World) {
    let rows = [
        format!("{FIRST},{LAST},{BROKEN},No,,auto,off,English"),
        format!("{FIRST},{LAST},zyxomark@gmial.com,No,,auto,off,Zyxomarkish"),
        format!("{FIRST},{LAST},+10005551887,No,,auto,off,English"),
        format!("{FIRST},{LAST},{EMAIL},No,,auto,off,English"),
        format!("\"{FIRST}\u{7}\",{LAST},{PHONE},Zyxomark,,auto,off,English"),
    ];
    let mut bytes = file(0, |_| String::new());
    bytes.extend(rows.join("\n").into_bytes());
    for mode in [ImportMode::All, ImportMode::Partial] {
        let input = ImportAccounts {
            mode: Some(mode),
            file_name: Some("zyxomark.csv".into()),
            region: None,
            encoding: None,
            force: true,
            ..ImportAccounts::new(world.root)
        };
        let imported = world.import(&input, &bytes).unwrap();
        seen.text("an import", &format!("{imported:?}"));
        seen.text(
            "the rows as they are kept",
            &serde_json::to_string(&imported.rows).unwrap(),
        );
        let report = imported.report.unwrap();
        seen.text("a report", &format!("{report:?}"));
        for row in &report.rows {
            seen.text("a row", &format!("{row:?}"));
        }
        for finding in &report.findings {
            seen.text("a finding", &format!("{finding:?}"));
        }
        let json = to_json(&report, View::default().pii(Pii::None)).unwrap();
        seen.text("a report without values", &json);
    }
    let keyed = ImportAccounts {
        key: Some("zyxomark\n".into()),
        ..ImportAccounts::new(world.root)
    };
    seen.refused(
        "a key with a control character",
        world.import(&keyed, &bytes),
    );
    let stopped = world.rollbook.import_accounts(
        &world.owner,
        &ImportAccounts::new(world.root),
        &bytes,
        RunOptions::default(),
        &mut |_| ControlFlow::Break(()),
    );
    seen.refused("an import that was stopped", stopped);
}

fn n_08_nothing_of_people_comes_out(home: Home) {
    let world = World::new(home);
    world.add_numbers(5);
    let mut seen = Seen::new();
    forms(&mut seen, &world);
    let (_, code) = people(&mut seen, &world);
    activation(&mut seen, &world, &code);
    uploads(&mut seen, &world);
    for row in accounts(world.store(), world.tenant, world.now()) {
        seen.text("a row of a list", &format!("{row:?}"));
    }
    for event in events(world.store(), world.tenant) {
        seen.text("an event", &serde_json::to_string(&event).unwrap());
        seen.text("an event", &format!("{event:?}"));
    }
    let dump = world.dump();
    for key in dump.keys("outbox") {
        seen.text("an entry of the outbox", &dump.0[key]);
    }
    assert!(seen.texts > 80, "{} texts", seen.texts);
    assert!(seen.found.is_empty(), "{}", seen.found.join("\n"));
}

/// The control: what is searched for would be found.
fn a_planted_mark_is_found() {
    let mut seen = Seen::new();
    seen.text("planted", "the address ZYXOMARK@example");
    seen.secret("ABCD-EFGH-JKMN");
    seen.text("planted", "code abcdefghjkmn");
    assert_eq!(seen.found.len(), 2);
}

/// Every form in which a secret could lie somewhere, by its first six bytes.
struct Needles(HashMap<[u8; 6], Vec<Vec<u8>>>);

impl Needles {
    fn add(&mut self, bytes: &[u8]) {
        let Some(head) = bytes.first_chunk::<6>() else {
            panic!("a needle of {} bytes", bytes.len())
        };
        self.0.entry(*head).or_default().push(bytes.to_vec());
    }

    /// Raw, hexadecimal in both cases, base64 in both alphabets.
    fn forms(&mut self, bytes: &[u8]) {
        self.add(bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        self.add(hex.as_bytes());
        self.add(hex.to_ascii_uppercase().as_bytes());
        self.add(STANDARD.encode(bytes).trim_end_matches('=').as_bytes());
        self.add(URL_SAFE_NO_PAD.encode(bytes).as_bytes());
    }

    /// These, and their plain SHA-256.
    fn secret(&mut self, bytes: &[u8]) {
        self.forms(bytes);
        self.forms(&Digest::of(bytes).0);
    }

    fn code(&mut self, code: &str) {
        let dashless = code.replace('-', "");
        for text in [
            code.to_owned(),
            code.to_ascii_lowercase(),
            dashless.to_ascii_lowercase(),
            dashless,
        ] {
            self.secret(text.as_bytes());
        }
    }

    fn found_in(&self, bytes: &[u8]) -> usize {
        let at = |window: &[u8], offset: usize| {
            let needles = window.first_chunk::<6>().and_then(|head| self.0.get(head));
            needles
                .into_iter()
                .flatten()
                .any(|it| bytes[offset..].starts_with(it))
        };
        let windows = bytes.windows(6).enumerate();
        windows
            .filter(|(offset, window)| at(window, *offset))
            .count()
    }
}

/// Everything that SQLite has written: the file, its log, its index.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// Every secret that was ever issued to somebody: their codes, and what they are made of.
fn needles(world: &World, codes: &[String]) -> Needles {
    let mut needles = Needles(HashMap::new());
    for code in codes {
        needles.code(code);
    }
    let key: [u8; 32] = core::array::from_fn(|index| u8::try_from(index).unwrap());
    needles.secret(&key);
    let code_key = CodeKey::new(&key).unwrap();
    let deployment = DEPLOYMENT.parse().unwrap();
    let mut derived = 0;
    for row in accounts(world.store(), world.tenant, world.now()) {
        let Some(invitation) = row.invitation.map(|it| it.value) else {
            continue;
        };
        let generation = &invitation.generation;
        let of = (world.tenant, invitation.id, generation.number);
        let link = link_secret(&code_key, &deployment, of.0, of.1, of.2, &generation.salt);
        needles.secret(link.expose());
        let code = rollbook::credential::derive::code_secret(
            &code_key,
            &deployment,
            of.0,
            of.1,
            of.2,
            &generation.salt,
        );
        let code = TypedCode::of(&code).render();
        assert!(
            codes.contains(&code),
            "the rendered code is the derived one"
        );
        derived += 1;
    }
    assert!(derived > 0);
    needles
}

fn g13_no_secret_at_rest() {
    const PEOPLE: u32 = 60;
    let world = World::new(Home::Sqlite);
    world.add_numbers(PEOPLE);
    let input = ImportAccounts {
        invite: Some(true),
        consent: true,
        ..ImportAccounts::new(world.root)
    };
    world.import(&input, &file(PEOPLE, number)).unwrap();
    let issued_to = || {
        let rows = accounts(world.store(), world.tenant, world.now());
        let issued = rows.into_iter().filter_map(|row| row.invitation);
        issued
            .map(|it| (it.value.account, it.value.id, it.value.generation.number))
            .collect::<Vec<_>>()
    };
    let code_of = |invitation, generation| {
        let request = rollbook::command::invitation::render_invitation::RenderRequest {
            invitation,
            generation,
        };
        let rendered =
            world
                .rollbook
                .render_invitations(&world.host, &[request], RunOptions::default());
        rendered.unwrap().remove(0).unwrap().code.render()
    };
    let mut codes: Vec<String> = Vec::new();
    for (index, (account, invitation, generation)) in issued_to().into_iter().enumerate() {
        codes.push(code_of(invitation, generation));
        // Some are used, guessed at and sent again: their codes have been through every path.
        if index < 6 {
            let code = codes.last().unwrap().clone();
            let identity = (0..PEOPLE)
                .find(|person| {
                    let credential = world.credential(*person, &code);
                    world.rollbook.check_invitation(&credential).is_ok()
                })
                .unwrap();
            world
                .accept(identity, &code, DEVICE, NumberChoice::None)
                .unwrap();
            let again = world.invite(account);
            codes.push(world.code(&again));
        }
    }
    assert_eq!(codes.len(), PEOPLE as usize + 6);
    let needles = needles(&world, &codes);
    let folder = world.place.folder().unwrap();
    let files = files(&folder);
    assert!(
        files
            .iter()
            .any(|(name, bytes)| name == "rollbook.db" && !bytes.is_empty())
    );
    assert!(
        files
            .iter()
            .any(|(name, bytes)| name == "rollbook.db-wal" && !bytes.is_empty())
    );
    for (name, bytes) in &files {
        assert_eq!(needles.found_in(bytes), 0, "a secret in {name}");
    }
    // The control: each form, planted in the middle of the log, is found.
    let (_, log) = &files[files.len() - 1];
    let code = &codes[0];
    let hash = Digest::of(code.replace('-', "").as_bytes());
    for planted in [
        code.as_bytes().to_vec(),
        code.replace('-', "").into_bytes(),
        hash.to_string().into_bytes(),
        hash.0.to_vec(),
        STANDARD.encode(hash.0).into_bytes(),
    ] {
        let mut copy = log.clone();
        let middle = copy.len() / 2;
        copy.splice(middle..middle, planted);
        assert_eq!(needles.found_in(&copy), 1);
    }
}

#[test]
fn n_08_nothing_of_people_comes_out_of_memory() {
    n_08_nothing_of_people_comes_out(Home::Memory);
}

#[test]
fn n_08_nothing_of_people_comes_out_of_sqlite() {
    n_08_nothing_of_people_comes_out(Home::Sqlite);
}

#[test]
fn control_a_planted_mark_is_found() {
    a_planted_mark_is_found();
}

#[test]
fn g_13_no_secret_at_rest() {
    g13_no_secret_at_rest();
}
