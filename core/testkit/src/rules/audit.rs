//! Rules of the audit trail.

use std::sync::Arc;

use rollbook::event::{Event, EventName};
use rollbook::page::EventFilter;
use rollbook::profile::ProfileName;
use rollbook::query::event::{EventFile, ListEvents};
use rollbook::store::Store;

use super::world::World;

pub(super) fn n_15_events_are_listed_where_activity_is_seen(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let a = world.organization(world.root(), "A");
    let below = world.organization(a, "A1");
    let beside = world.organization(world.root(), "B");
    let shown = [a, below].map(|it| world.account(it, &format!("{it}@example.com")).account);
    let hidden = world.account(beside, "name@example.com").account;
    let reader = world.holder("Reports", a);
    let page = world.rollbook.query(&reader, &ListEvents::under(a));
    let items = page.unwrap().items;
    let about = |id: String| items.iter().filter(|it| it.subjects.contains(&id)).count();
    for account in shown {
        assert!(about(account.to_string()) > 0);
    }
    assert_eq!(about(hidden.to_string()), 0);
    let scoped = |it: &Event| it.organization == Some(a) || it.organization == Some(below);
    assert!(items.iter().all(scoped));
    for outside in [world.root(), beside] {
        let refused = world
            .rollbook
            .query(&reader, &ListEvents::under(outside))
            .unwrap_err();
        assert_eq!(refused.code().as_str(), "not_found");
    }
    let mut named = ListEvents::under(a);
    named.filter.organizations = vec![beside];
    assert_eq!(world.rollbook.query(&reader, &named).unwrap().items, []);
    let other = world.holder("Accounts", a);
    let refused = world
        .rollbook
        .query(&other, &ListEvents::under(a))
        .unwrap_err();
    assert_eq!(refused.code().as_str(), "privilege_missing");
    assert_eq!(
        refused.details()["privilege"],
        "reports.administrator_activity.view"
    );
    let root = world.ask(&ListEvents::under(world.root())).unwrap().items;
    assert_eq!(root, world.events(), "the root sees all of the tenant");
}

pub(super) fn n_15_events_are_filtered_paged_and_exported(store: Arc<dyn Store>) {
    let world = World::new(store, ProfileName::Multiline2024);
    let made: Vec<_> = (0..5)
        .map(|it| world.account(world.root(), &format!("user{it}@example.com")))
        .collect();
    let all = world.events();
    let with = |filter: EventFilter| {
        let query = ListEvents {
            filter,
            ..ListEvents::under(world.root())
        };
        world.ask(&query).unwrap().items
    };
    let created = with(EventFilter {
        names: vec![EventName::AccountCreated],
        ..EventFilter::default()
    });
    assert!(
        created
            .iter()
            .all(|it| it.name == EventName::AccountCreated)
    );
    assert!(created.len() >= made.len() && created.len() < all.len());
    let about = with(EventFilter {
        subject: Some(made[2].account.to_string()),
        ..EventFilter::default()
    });
    assert!(!about.is_empty() && about.len() < all.len());
    let of_it = made[2].account.to_string();
    assert!(about.iter().all(|it| it.subjects.contains(&of_it)));
    let nobody = with(EventFilter {
        actor: Some(made[0].account),
        ..EventFilter::default()
    });
    assert_eq!(nobody, []);
    let until = with(EventFilter {
        until: all.first().map(|it| it.at),
        ..EventFilter::default()
    });
    assert_eq!(until, []);

    let mut query = ListEvents::under(world.root());
    query.limit = Some(2);
    let mut paged = Vec::new();
    let mut file = EventFile::new(Vec::new()).unwrap();
    loop {
        let page = world.ask(&query).unwrap();
        for event in &page.items {
            file.event(event).unwrap();
        }
        paged.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    assert_eq!(paged, all);
    let text = String::from_utf8(file.finish().unwrap()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].contains("organization"), "{}", lines[0]);
    assert_eq!(lines.len(), all.len() + 1);
    assert!(lines[1].contains(all[0].name.as_str()));
}
