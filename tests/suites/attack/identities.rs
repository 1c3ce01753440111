//! Group I: identities that look like others. And the folding of typed codes.

use rollbook::command::account::create_account::{CreateAccount, NumberForm};
use rollbook_tests::dump::assert_same;
use rollbook_tests::home::Home;
use rollbook_tests::world::{World, number, person};

fn create(world: &World, identity: &str) -> Result<(), &'static str> {
    let form = CreateAccount::portal(world.root, identity)
        .named("Person", "Example")
        .sending(false);
    world
        .run(&form)
        .map(|_| ())
        .map_err(|error| error.code().as_str())
}

pub fn case_a_12(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    let account = world.create(0, NumberForm::Later).unwrap().account;
    let code = world.code(&world.invite(account));
    let check = |text: &str| world.rollbook.check_invitation(&world.credential(0, text));
    for folded in [
        code.to_ascii_lowercase(),
        code.replace('-', " "),
        code.replace('-', "\u{2013}"),
        code.replace('-', "\u{200b}\u{ad}"),
        code.replace('0', "O").replace('1', "l"),
        code.replace('0', "o").replace('1', "I"),
    ] {
        check(&folded).unwrap();
    }
    let before = world.dump();
    for (position, hostile) in [(0, "U"), (5, "\u{ff21}"), (11, "\u{663}")] {
        let mut symbols: Vec<String> = code.replace('-', "").chars().map(String::from).collect();
        symbols[position] = hostile.to_owned();
        let refused = check(&symbols.concat()).unwrap_err();
        assert_eq!(refused.code().as_str(), "credential_malformed");
        assert_eq!(refused.details()["reason"], "symbol");
        assert_eq!(refused.details()["position"], position + 1);
    }
    assert_same(&before, &world.dump());
}

pub fn twin_a_12(home: Home) {
    let world = World::new(home);
    world.add_numbers(1);
    let account = world.create(0, NumberForm::Later).unwrap().account;
    let code = world.code(&world.invite(account));
    let credential = world.credential(0, &code);
    world.rollbook.check_invitation(&credential).unwrap();
}

pub fn case_i_01(home: Home) {
    let world = World::new(home);
    create(&world, "mike@example.com").unwrap();
    create(&world, "k@example.com").unwrap();
    let before = world.dump();
    for twin in [
        "m\u{131}ke",
        "\u{212a}",
        "\u{fb01}",
        "stra\u{df}e",
        "mi\u{308}ke",
    ] {
        let refused = create(&world, &format!("{twin}@example.com"));
        assert_eq!(refused, Err("email_non_ascii"), "{twin}");
    }
    assert_same(&before, &world.dump());
}

pub fn twin_i_01(home: Home) {
    create(&World::new(home), "mike@example.com").unwrap();
}

pub fn case_i_02(home: Home) {
    let world = World::new(home);
    create(&world, "person@b\u{fc}cher.example").unwrap();
    let before = world.dump();
    for spelling in [
        "person@bu\u{308}cher.example",
        "PERSON@B\u{dc}CHER.EXAMPLE",
        "\u{a0}person@b\u{fc}cher.example\u{a0}",
        "person@xn--bcher-kva.example",
    ] {
        let refused = create(&world, spelling);
        assert_eq!(refused, Err("account_identity_taken"), "{spelling}");
    }
    // A dot at the end is refused, not removed (`csv.md` 4.2).
    assert_eq!(
        create(&world, "person@b\u{fc}cher.example."),
        Err("email_invalid")
    );
    assert_same(&before, &world.dump());
}

pub fn twin_i_02(home: Home) {
    let world = World::new(home);
    create(&world, "person@b\u{fc}cher.example").unwrap();
    create(&world, "person@bucher.example").unwrap();
}

pub fn case_i_04(home: Home) {
    let world = World::new(home);
    let before = world.dump();
    for name in [
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{2028}b",
        "q\u{301}\u{301}\u{301}\u{301}\u{301}",
        &"q\u{301}".repeat(31),
    ] {
        let form = person(world.root, 0).named(name, "Example").sending(false);
        let refused = world.run(&form).unwrap_err().code();
        assert!(
            [
                "bidi_control",
                "control_character",
                "text_not_allowed",
                "text_too_long"
            ]
            .contains(&refused.as_str()),
            "{}",
            refused.as_str()
        );
    }
    assert_same(&before, &world.dump());
    // An organization that looks like another is made, and said to.
    let known = world.child("ACME");
    let command = rollbook::command::organization::create_organization::CreateOrganization {
        parent: world.root,
        name: "\u{410}CME".into(),
        external_id: None,
    };
    let created = world.run(&command).unwrap().outcome;
    assert_eq!(created.confusable_with, Some(known));
}

pub fn twin_i_04(home: Home) {
    let world = World::new(home);
    for (index, name) in [
        "\u{645}\u{62d}\u{645}\u{62f}",
        "\u{5d3}\u{5d5}\u{5d3}",
        "\u{92e}\u{940}\u{930}\u{93e}",
    ]
    .into_iter()
    .zip(0..)
    .map(|(name, index)| (index, name))
    {
        let form = person(world.root, index)
            .named(name, "Example")
            .sending(false);
        world.run(&form).unwrap();
    }
}

pub fn case_i_05(home: Home) {
    let world = World::new(home);
    let before = world.dump();
    for domain in [
        "xn--example-.com",
        "xn--.example",
        "xn--a.example",
        "p\u{430}ypal.example",
        "\u{3b1}bc.example",
    ] {
        let refused = create(&world, &format!("person@{domain}"));
        assert_eq!(refused, Err("email_invalid"), "{domain}");
    }
    assert_same(&before, &world.dump());
}

pub fn twin_i_05(home: Home) {
    create(&World::new(home), "person@b\u{fc}cher.example").unwrap();
}

pub fn case_i_06(home: Home) {
    // A number on somebody's line, and the same digits as somebody's identity and somebody's extension.
    let world = World::new(home);
    world.add_numbers(1);
    world.create(0, NumberForm::Named(number(0))).unwrap();
    let mut form = CreateAccount::portal(world.root, number(0))
        .named("Person", "Example")
        .sending(false);
    form.extension = Some("50000".into());
    match world.run(&form) {
        Ok(_) => {}
        Err(error) => assert_ne!(error.code().as_str(), "account_identity_taken"),
    }
    create(&world, "50000@example.com").unwrap();
}

pub fn case_i_07(home: Home) {
    let world = World::new(home);
    world.set(&[("allowed_email_domains", "@example.com")]);
    let before = world.dump();
    for domain in [
        "attacker-example.com",
        "example.com.evil.example",
        "sub.example.com",
        "example.co",
    ] {
        let refused = create(&world, &format!("person@{domain}"));
        assert_eq!(refused, Err("email_domain_not_allowed"), "{domain}");
    }
    assert!(create(&world, "person@EXAMPLE.com.").is_err());
    assert_same(&before, &world.dump());
}

pub fn twin_i_07(home: Home) {
    let world = World::new(home);
    world.set(&[("allowed_email_domains", "@example.com")]);
    create(&world, "person@Example.com").unwrap();
}

pub fn case_i_08(home: Home) {
    let world = World::new(home);
    for identity in ["nm@example.com", "n.m@example.com", "nm+tag@example.com"] {
        create(&world, identity).unwrap();
    }
    assert_eq!(
        create(&world, "N.M@example.com"),
        Err("account_identity_taken")
    );
}
