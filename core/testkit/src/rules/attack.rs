//! Attacks on typed codes and on acceptance, each with its honest twin (`security.md` 7, A and C).

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rollbook::change::{ChangeSet, Entity, Put};
use rollbook::command::activation::{CodeText, Credential, NumberChoice};
use rollbook::command::invitation::render_invitation::RenderRequest;
use rollbook::engine::RunOptions;
use rollbook::error::Error;
use rollbook::page::{Page, PageQuery};
use rollbook::profile::ProfileName::{MembersV3, Multiline2024};
use rollbook::snapshot::{ReadPlan, Receipt, Snapshot};
use rollbook::store::{CommitError, Store, StoreError, StoreInfo};
use rollbook::time::{Clock, Duration};

use super::holder::{PHONE, code_of, command_id, phone, stocked, text_of, with_code, wrong};
use super::world::World;

fn check(world: &World, credential: &Credential) -> &'static str {
    code_of(&world.rollbook.check_invitation(credential))
}

pub(super) fn case_a_03_an_empty_or_blank_code_reads_no_row(store: Arc<dyn Store>) {
    let counting = Arc::new(Counting::new(store));
    let world = stocked(Arc::clone(&counting) as _, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let before = counting.calls();
    for (typed, reason) in [
        ("", "length"),
        ("  ", "length"),
        ("0000-0000-0000", "check"),
    ] {
        let error = world
            .rollbook
            .check_invitation(&with_code(&credential, typed))
            .unwrap_err();
        assert_eq!(error.code().as_str(), "credential_malformed");
        assert_eq!(error.details()["reason"], reason);
    }
    assert_eq!(counting.calls(), before);
    assert_eq!(world.invitation(account).attempts.count, 0);
}

pub(super) fn twin_a_03_a_real_code_is_compared(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    assert_eq!(check(&world, &world.credential(account)), "ok");
}

pub(super) fn case_a_06_at_the_instant_of_expiry(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.wait(Duration::days(30));
    assert_eq!(
        code_of(&world.accept(&credential, PHONE)),
        "invitation_expired"
    );
}

pub(super) fn twin_a_06_one_microsecond_earlier(store: Arc<dyn Store>) {
    let world = World::new(store, MembersV3);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.wait(Duration::micros(Duration::days(30).as_micros() - 1));
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn case_a_07_the_previous_code_and_the_one_before(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let oldest = world.credential(account);
    world.send(account);
    let previous = world.credential(account);
    world.send(account);
    assert_eq!(check(&world, &previous), "invitation_superseded");
    assert_eq!(check(&world, &oldest), "invitation_invalid");
}

pub(super) fn twin_a_07_the_new_code(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    world.send(account);
    assert_eq!(
        code_of(&world.accept(&world.credential(account), PHONE)),
        "ok"
    );
}

pub(super) fn case_a_10_a_copy_of_the_database_holds_no_secret(store: Arc<dyn Store>) {
    let keeping = Arc::new(Counting::new(store));
    let world = stocked(Arc::clone(&keeping) as _, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let code = text_of(&credential).to_owned();
    let _ = world.rollbook.check_invitation(&wrong(&credential));
    world.rollbook.check_invitation(&credential).unwrap();
    world.accept(&credential, PHONE).unwrap();
    let outbox = PageQuery::Outbox {
        tenant: world.tenant(),
        takeable_at: None,
        after: None,
        limit: 100,
    };
    let kept = format!(
        "{}{}{:?}{}",
        keeping.written(),
        serde_json::to_string(&world.events()).unwrap(),
        world.rollbook.store().page(&outbox).unwrap(),
        serde_json::to_string(&world.invitation(account)).unwrap()
    );
    for form in [code.clone(), code.replace('-', "")] {
        assert!(!kept.contains(&form));
    }
    assert!(!kept.contains("JS8D"));
    // What was looked through shows what it holds: the address, which is kept, is found in it.
    assert!(kept.contains("person@example.com"));
    assert!(kept.contains(&world.invitation(account).id.to_string()));
}

pub(super) fn n_08_requests_that_differ_only_in_the_code_write_the_same_rows(
    store: Arc<dyn Store>,
) {
    let keeping = Arc::new(Counting::new(store));
    let world = stocked(Arc::clone(&keeping) as _, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    let fingerprints: Vec<_> = ["JS8D-M8BP-H9RE", "7JQK-ZDCH-C76J"]
        .iter()
        .map(|typed| {
            let _ = world
                .rollbook
                .check_invitation(&with_code(&credential, typed));
            keeping.last_fingerprint()
        })
        .collect();
    assert_eq!(fingerprints[0], fingerprints[1]);
}

pub(super) fn twin_a_10_the_invited_user_after_the_lock(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..20 {
        let _ = world.rollbook.check_invitation(&wrong(&credential));
    }
    assert_eq!(world.invitation(account).attempts.count, 10);
    world.wait(Duration::seconds(30));
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn case_c_01_past_the_limit_the_right_code_is_not_compared(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..10 {
        assert_eq!(check(&world, &wrong(&credential)), "invitation_invalid");
    }
    let locked = world.rollbook.check_invitation(&credential).unwrap_err();
    assert_eq!(locked.code().as_str(), "invitation_locked");
    assert!(locked.retryable());
    let end = world.clock.now() + Duration::seconds(30);
    assert_eq!(locked.details()["retry_at"], end.to_string());
}

pub(super) fn twin_c_01_the_right_code_after_the_lock(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..10 {
        let _ = world.rollbook.check_invitation(&wrong(&credential));
    }
    world.wait(Duration::seconds(30));
    assert_eq!(check(&world, &credential), "ok");
    assert_eq!(world.invitation(account).attempts.count, 0);
}

pub(super) fn case_c_02_parallel_guesses_never_pass_the_limit(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let guess = wrong(&world.credential(account));
    let compared = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                for _ in 0..4 {
                    if check(&world, &guess) == "invitation_invalid" {
                        compared.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
        }
    });
    // The clock stands still but for the pauses of retries, which are far shorter than the lock.
    assert!((1..=10).contains(&compared.load(Ordering::SeqCst)));
    assert!(world.invitation(account).attempts.count <= 10);
}

pub(super) fn twin_c_02_one_fewer_wrong_and_then_the_right_one(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..9 {
        assert_eq!(check(&world, &wrong(&credential)), "invitation_invalid");
    }
    // The tenth attempt brought a lock before it was compared; being right, it clears it.
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
    assert_eq!(world.invitation(account).attempts.locked_until, None);
}

pub(super) fn case_c_03_sending_again_does_not_reset_the_budget_of_the_day(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    for attempt in 0..50 {
        if attempt % 9 == 8 {
            world.send(account);
        }
        let guess = wrong(&world.credential(account));
        assert_eq!(check(&world, &guess), "invitation_invalid", "{attempt}");
    }
    world.send(account);
    let credential = world.credential(account);
    assert_eq!(check(&world, &credential), "invitation_locked");
    world.wait(Duration::hours(24));
    assert_eq!(check(&world, &credential), "ok");
}

pub(super) fn twin_c_03_one_try_with_the_new_code(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    for _ in 0..9 {
        let guess = wrong(&world.credential(account));
        assert_eq!(check(&world, &guess), "invitation_invalid");
    }
    world.send(account);
    assert_eq!(
        code_of(&world.accept(&world.credential(account), PHONE)),
        "ok"
    );
}

pub(super) fn case_c_05_without_the_secret_everything_is_answered_alike(store: Arc<dyn Store>) {
    let counting = Arc::new(Counting::new(store));
    let world = stocked(Arc::clone(&counting) as _, Multiline2024, &[]);
    let [open, revoked, active] = [
        "open@example.com",
        "revoked@example.com",
        "active@example.com",
    ]
    .map(|identity| world.invited(identity));
    world.accept(&world.credential(active), PHONE).unwrap();
    let known: Vec<Credential> = [open, revoked, active]
        .map(|account| wrong(&world.credential(account)))
        .to_vec();
    world.revoke(revoked);
    let named = |company_id: &str, username: &str| Credential::Code {
        company_id: company_id.to_owned(),
        username: username.to_owned(),
        code: CodeText::new("JS8D-M8BP-H9RE"),
    };
    let Credential::Code { company_id, .. } = &known[0];
    let unknown = [
        named(company_id, "nobody@example.com"),
        named(company_id, "owner@example.com"),
        named("no-such-company", "nobody@example.com"),
    ];
    let tried: Vec<Vec<(Answer, [u32; 3])>> = known
        .iter()
        .chain(&unknown)
        .map(|credential| {
            (0..13)
                .map(|_| {
                    let before = counting.calls();
                    let answer = world.rollbook.check_invitation(credential).unwrap_err();
                    let after = counting.calls();
                    let made = std::array::from_fn(|kind| after[kind] - before[kind]);
                    (Answer::of(&answer), made)
                })
                .collect()
        })
        .collect();
    for answers in &tried {
        assert_eq!(answers, &tried[0]);
        assert_eq!(answers[9].0.code, "invitation_invalid");
        assert_eq!(answers[10].0.code, "invitation_locked");
    }
}

pub(super) fn twin_c_05_the_holder_gets_the_reason(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    world.revoke(account);
    assert_eq!(check(&world, &credential), "invitation_revoked");
}

pub(super) fn case_c_06_a_stranger_cannot_lock_a_person_out_for_good(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let credential = world.credential(account);
    for _ in 0..20 {
        while check(&world, &wrong(&credential)) == "invitation_invalid" {}
        let until = world.invitation(account).attempts.locked_until.unwrap();
        assert!(until.since(world.clock.now()) <= Duration::hours(1));
        world.wait(until.since(world.clock.now()));
    }
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

pub(super) fn case_c_08_nobody_but_the_host_renders(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let invitation = world.invitation(account);
    let request = RenderRequest {
        invitation: invitation.id,
        generation: 1,
    };
    let bearer = rollbook::role::Actor::Bearer;
    for actor in [world.owner(), world.actor(account), bearer] {
        let refused = world
            .rollbook
            .render_invitations(&actor, &[request], RunOptions::default());
        assert!(["privilege_missing", "actor_unknown"].contains(&code_of(&refused)));
    }
    // Nor does somebody who repeats the host's command id, and nobody gets a secret without its event.
    let known = RunOptions {
        command_id: Some(command_id()),
        ..RunOptions::default()
    };
    let by_host = world
        .rollbook
        .render_invitations(&world.system(), &[request], known);
    assert!(by_host.unwrap()[0].is_ok());
    for actor in [world.owner(), world.actor(account), bearer] {
        let refused = world.rollbook.render_invitations(&actor, &[request], known);
        assert!(["privilege_missing", "actor_unknown"].contains(&code_of(&refused)));
    }
    let events = world.count("invitation.rendered");
    let dry_run = RunOptions {
        dry_run: true,
        ..RunOptions::default()
    };
    let dry = world
        .rollbook
        .render_invitations(&world.system(), &[request], dry_run);
    let refusal = dry.unwrap_err();
    assert_eq!(refusal.code().as_str(), "option_not_available");
    assert_eq!(refusal.details()["option"], "dry_run");
    assert_eq!(world.count("invitation.rendered"), events);
    let rendered = world.rendered(account).unwrap();
    let shown = format!(
        "{rendered:?} {invitation:?} {:?}",
        world.credential(account)
    );
    assert!(!shown.contains(&rendered.code.render()));
    assert!(!shown.contains("person@"));
}

pub(super) fn twin_c_08_the_host_renders(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let account = world.invited("person@example.com");
    let before = world.invitation(account);
    let [first, second] = [(); 2].map(|()| world.rendered(account).unwrap().code.render());
    assert_eq!(first, second);
    assert_eq!(world.invitation(account), before);
}

pub(super) fn case_d_05_the_inviter_of_an_administrator_lost_the_right(store: Arc<dyn Store>) {
    let world = World::with(store, Multiline2024, &[("number_rule", "lenient")]);
    let inviter = world.holder(world.administrator_role(), world.root());
    let mut form = world.form(world.root(), "person@example.com");
    form.role = Some(world.role("Accounts"));
    form.lines = Some(Vec::new());
    form.send = Some(true);
    let account = world.run_as(&inviter, &form).unwrap().account;
    let credential = world.credential(account);
    world.strip(inviter.account().unwrap());
    let refused = world.accept_with(&credential, phone(PHONE), NumberChoice::None);
    assert_eq!(code_of(&refused), "inviter_not_authorized");
}

pub(super) fn twin_d_05_a_plain_users_invitation(store: Arc<dyn Store>) {
    let world = stocked(store, Multiline2024, &[]);
    let inviter = world.holder(world.administrator_role(), world.root());
    let mut form = world.form(world.root(), "person@example.com");
    form.send = Some(true);
    let account = world.run_as(&inviter, &form).unwrap().account;
    let credential = world.credential(account);
    world.strip(inviter.account().unwrap());
    assert_eq!(code_of(&world.accept(&credential, PHONE)), "ok");
}

/// All that a stranger sees of an answer.
#[derive(Debug, PartialEq)]
struct Answer {
    code: &'static str,
    message: String,
    fields: Vec<&'static str>,
}

impl Answer {
    fn of(error: &Error) -> Self {
        Self {
            code: error.code().as_str(),
            message: error.message().to_owned(),
            fields: error.details().keys().copied().collect(),
        }
    }
}

/// Everything that a change set writes, as it would be read out of a file: nothing is redacted.
fn plain(changes: &ChangeSet) -> String {
    fn rows<T: Entity + serde::Serialize>(puts: &[Put<T>]) -> String {
        let values = puts.iter().filter_map(Put::value);
        let texts = values.map(|value| serde_json::to_string(value).unwrap());
        texts.collect()
    }
    let attempts = changes.attempts.iter().filter_map(Put::value);
    let attempts: String = attempts
        .map(|entry| format!("{:?}{:?}", entry.subject, entry.attempts))
        .collect();
    [
        changes.recorded.clone(),
        rows(&changes.accounts),
        rows(&changes.invitations),
        rows(&changes.numbers),
        rows(&changes.outbox),
        rows(&changes.settings),
        serde_json::to_string(&changes.events).unwrap(),
        attempts,
    ]
    .concat()
}

/// A store that counts its calls and keeps what was written, as text.
struct Counting {
    calls: [AtomicU32; 3],
    written: std::sync::Mutex<Vec<(String, rollbook::batch::Digest)>>,
    inner: Arc<dyn Store>,
}

impl Counting {
    fn new(inner: Arc<dyn Store>) -> Self {
        Self {
            calls: Default::default(),
            written: std::sync::Mutex::default(),
            inner,
        }
    }

    /// Reads, commits and pages so far.
    fn calls(&self) -> [u32; 3] {
        std::array::from_fn(|kind| self.calls[kind].load(Ordering::SeqCst))
    }

    fn written(&self) -> String {
        let written = self.written.lock().unwrap();
        written.iter().map(|(text, _)| text.as_str()).collect()
    }

    fn last_fingerprint(&self) -> rollbook::batch::Digest {
        self.written.lock().unwrap().last().unwrap().1
    }
}

impl Store for Counting {
    fn read(&self, plan: &ReadPlan) -> Result<Snapshot, StoreError> {
        self.calls[0].fetch_add(1, Ordering::SeqCst);
        self.inner.read(plan)
    }

    fn commit(&self, changes: &ChangeSet) -> Result<Receipt, CommitError> {
        self.calls[1].fetch_add(1, Ordering::SeqCst);
        let text = plain(changes);
        let mut written = self.written.lock().unwrap();
        written.push((text, changes.fingerprint));
        drop(written);
        self.inner.commit(changes)
    }

    fn page(&self, query: &PageQuery) -> Result<Page, StoreError> {
        self.calls[2].fetch_add(1, Ordering::SeqCst);
        self.inner.page(query)
    }

    fn info(&self) -> StoreInfo {
        self.inner.info()
    }
}
