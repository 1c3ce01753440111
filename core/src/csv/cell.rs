//! One cell: from text to its canonical value, with what was noticed on the way. One error per cell at most, the first
//! in a fixed order. Rules across cells are in `row.rs`; uniqueness is in `cross.rs`.

mod choice;
mod clean;
mod figures;
mod note;
mod text;

use self::choice::Word;
use self::clean::{check_lost, clean, is_clean, unwrap};
use self::figures::{check_date, date, digits, integer};
use self::note::{complete, error, push_number, take, take_number, warning};
use self::text::{check_length, free_text, name, plain_name};
use super::damage;
use super::facts::{Facts, NumberFact};
use super::schema::{Column, ColumnType, Pattern, Presence, Schema, fold};
use crate::contact::{
    Accept, Canonical, EmailPolicy, IdentityRules, PhoneOptions, Plan, Reading, Region, email,
    phone,
};
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};
use crate::text::tidy;

pub(crate) use self::note::{Codes, Level, Note};

/// What a cell holds after judgement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing.
    #[default]
    Blank,
    /// A canonical value.
    Value,
    /// Something wrong.
    Error,
}

/// What the file says about a cell besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context<'a> {
    /// Whether a line inside the cell has as many separators as a row.
    pub(crate) hides_row: bool,
    /// The inventory, if it is known.
    pub(crate) facts: Option<&'a Facts>,
    /// Codes of which no finding is kept any more: what it takes to find a suggestion is spared.
    pub(crate) unkept: Codes,
}

/// The columns of a schema, ready to judge cells.
pub(crate) struct Judge<'s> {
    columns: Vec<Judged<'s>>,
    identities: IdentityRules,
    numbers: PhoneOptions,
    placeholders: Vec<String>,
}

struct Judged<'s> {
    column: &'s Column,
    words: Vec<Word>,
    /// What the whole value must match. A schema whose pattern does not compile takes no value.
    pattern: Option<Option<Pattern>>,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(schema: &'s Schema, region: Option<Region>) -> Self {
        let known = |region: &str| region.parse::<Region>().ok();
        let named = schema.phone.regions.iter().map(String::as_str);
        let mut named = region.into_iter().chain(named.filter_map(known));
        let default_region = named.next();
        let own = schema.phone.compared_regions.iter().map(String::as_str);
        let mut compared: Vec<Region> = Vec::new();
        for region in named.chain(own.filter_map(known)) {
            if Some(region) != default_region && !compared.contains(&region) {
                compared.push(region);
            }
        }
        let email_only = schema
            .columns
            .iter()
            .any(|column| matches!(column.kind, ColumnType::Identity { email_only: true }));
        let identities = IdentityRules {
            email: email_policy(schema),
            phone: PhoneOptions {
                default_region,
                compared: compared.clone(),
                accept: if schema.phone.accept_possible {
                    Accept::Possible
                } else {
                    Accept::Valid
                },
                refused: schema.phone.refused_types.clone(),
            },
            email_only: email_only.then_some("email_only"),
        };
        Self {
            columns: schema.columns.iter().map(Judged::new).collect(),
            identities,
            numbers: PhoneOptions {
                default_region,
                compared,
                ..PhoneOptions::for_numbers()
            },
            placeholders: schema
                .words
                .placeholder
                .iter()
                .map(|word| fold(word))
                .collect(),
        }
    }

    /// Judges the text of a cell in the column at `index` of the schema. The canonical value goes to `out`, what there
    /// is to say to `notes`; both are empty before.
    pub(crate) fn judge(
        &self,
        index: usize,
        raw: &str,
        context: Context<'_>,
        out: &mut String,
        notes: &mut Vec<Note>,
    ) -> State {
        let Some(judged) = self.columns.get(index) else {
            return State::Blank;
        };
        match self.value(judged, raw, context, out, notes) {
            Ok(state) => state,
            Err(note) => {
                out.clear();
                // An error stands for the whole cell: what was mended besides does not matter any more.
                notes.retain(|note| note.level == Level::Warning);
                notes.push(*note);
                State::Error
            }
        }
    }

    /// Whether the text is a person's identity, for telling a note row from a row of data.
    pub(crate) fn is_identity(&self, text: &str) -> bool {
        crate::contact::canonical(text.trim(), &self.identities).is_ok()
    }

    /// How identities and numbers of the inventory are read.
    pub(crate) fn number_rules(&self) -> (&IdentityRules, &PhoneOptions) {
        (&self.identities, &self.numbers)
    }

    /// Whether a text is its own canonical value in the column at `index`, with nothing to be said about it.
    pub(crate) fn takes_as_typed(&self, index: usize, text: &str) -> bool {
        let (mut out, mut notes) = (String::new(), Vec::new());
        let state = self.judge(index, text, Context::default(), &mut out, &mut notes);
        state == State::Value && notes.is_empty() && out == text
    }

    fn value(
        &self,
        judged: &Judged<'_>,
        raw: &str,
        context: Context<'_>,
        out: &mut String,
        notes: &mut Vec<Note>,
    ) -> Result<State, Box<Note>> {
        let column = judged.column;
        if raw.is_empty() {
            return blank(column, out);
        }
        let is_name = matches!(column.kind, ColumnType::Name { .. });
        if let ColumnType::Name { max_chars } = &column.kind
            && let Some(count) = plain_name(raw)
        {
            check_length(count, *max_chars)?;
            out.push_str(raw);
            return Ok(State::Value);
        }
        if is_clean(raw) && !context.hides_row {
            return self.typed(judged, raw, context, out, notes);
        }
        check_lost(raw)?;
        let unwrapped = unwrap(raw, notes);
        let text = clean(&unwrapped, is_name, notes);
        if text.is_empty() {
            notes.clear();
            return blank(column, out);
        }
        if !is_name && text.contains(['\n', '\r']) || context.hides_row {
            return Err(error(Problem::new(FindingCode::NewlineInCell)));
        }
        if is_name && unwrapped.trim().contains(['\n', '\r']) {
            notes.push(warning(Problem::new(FindingCode::NewlineInCell)));
        }
        if damage::has_unpaired_quote(&text) {
            let problem = Problem::new(FindingCode::QuoteUnpaired);
            let without = text.trim_matches('"').trim();
            let (mut value, mut said) = (String::new(), Vec::new());
            let is_value = !without.is_empty()
                && self
                    .typed(judged, without, context, &mut value, &mut said)
                    .is_ok();
            return Err(error(if is_value {
                problem.with_replacement(without)
            } else {
                problem
            }));
        }
        if damage::is_spreadsheet_error(&text) {
            return Err(error(Problem::new(FindingCode::SpreadsheetErrorValue)));
        }
        self.typed(judged, &text, context, out, notes)
    }

    fn typed(
        &self,
        judged: &Judged<'_>,
        text: &str,
        context: Context<'_>,
        out: &mut String,
        notes: &mut Vec<Note>,
    ) -> Result<State, Box<Note>> {
        match &judged.column.kind {
            ColumnType::Name { max_chars } => name(text, *max_chars, out, notes)?,
            ColumnType::Choice { values } => {
                if !choice::find(&judged.words, values, text, out, notes) {
                    self.check_placeholder(text)?;
                    let code = FindingCode::ValueNotAllowed;
                    if context.unkept.has(code) {
                        return Err(error(Problem::new(code)));
                    }
                    return Err(choice::refused(values, text));
                }
            }
            ColumnType::Text { max_chars, .. } => {
                self.check_placeholder(text)?;
                free_text(text, *max_chars, judged.pattern.as_ref(), out, notes)?;
            }
            ColumnType::Email {} => {
                self.check_placeholder(text)?;
                let reading = email::canonical(text, &self.identities.email).map_err(error)?;
                take(reading, text, notes, |canonical| out.push_str(&canonical));
            }
            ColumnType::Identity { .. } => {
                self.check_placeholder(text)?;
                self.identity(text, out, notes)?;
            }
            ColumnType::Phone {} => {
                self.check_placeholder(text)?;
                check_date(text)?;
                let reading = phone::read(text, &self.identities.phone).map_err(error)?;
                take_number(reading, text, out, notes);
            }
            ColumnType::Number { pool } => {
                self.check_placeholder(text)?;
                check_date(text)?;
                let reading = self.number(text, *pool, context.facts)?;
                take_number(reading, text, out, notes);
            }
            ColumnType::Digits { .. } => {
                self.check_placeholder(text)?;
                check_date(text)?;
                digits(&judged.column.kind, text, out, notes)?;
            }
            ColumnType::Reference { list } => {
                if list == "teams" && fold(text) == "no team" {
                    return Ok(State::Blank);
                }
                self.check_placeholder(text)?;
                notes.extend(text::mojibake(text).map(warning));
                out.push_str(&tidy(text));
            }
            ColumnType::Integer { min, max } => {
                self.check_placeholder(text)?;
                integer(text, *min, *max, out, notes)?;
            }
            ColumnType::Date { min, max } => {
                self.check_placeholder(text)?;
                date(text, min.as_deref(), max.as_deref(), out)?;
            }
        }
        Ok(State::Value)
    }

    fn identity(
        &self,
        text: &str,
        out: &mut String,
        notes: &mut Vec<Note>,
    ) -> Result<(), Box<Note>> {
        if !text.contains('@') {
            check_date(text)?;
        }
        let reading = crate::contact::canonical(text, &self.identities).map_err(error)?;
        take(reading, text, notes, |value| match value {
            Canonical::Email(address) => out.push_str(&address),
            Canonical::Phone(number) => push_number(number, out),
        });
        for note in notes.iter_mut().filter(|note| note.level == Level::Fix) {
            complete(note, text, out);
        }
        Ok(())
    }

    /// A number of the inventory; where its readings are several, the only one in the inventory is meant.
    fn number(
        &self,
        text: &str,
        pool: bool,
        facts: Option<&Facts>,
    ) -> Result<Reading<E164>, Box<Note>> {
        if !pool {
            return phone::inventory_number(text).map_err(error);
        }
        let problem = match phone::read(text, &self.numbers) {
            Ok(reading) => return Ok(reading),
            Err(problem) => problem,
        };
        let known = match (facts, problem.code) {
            (
                Some(facts),
                FindingCode::PhoneAmbiguousCountry | FindingCode::PhoneUnknownCountry,
            ) => phone::candidates(text, &self.numbers)
                .unwrap_or_default()
                .into_iter()
                .filter(|number| {
                    let fact = facts.numbers.get(number);
                    fact.is_some_and(|fact| !matches!(fact, NumberFact::OtherOrganization { .. }))
                })
                .collect(),
            _ => Vec::new(),
        };
        match known.as_slice() {
            [number] => {
                let region = Plan::of(*number)
                    .map(|plan| plan.to_string())
                    .unwrap_or_default();
                let assumed = Problem::new(FindingCode::PhoneNationalAssumed)
                    .with("e164", number.to_string())
                    .with("region", region);
                Ok(Reading {
                    value: *number,
                    notes: vec![assumed],
                })
            }
            _ => Err(error(problem)),
        }
    }

    /// Numbers that a cell in error may mean, to be looked up.
    pub(crate) fn candidates(&self, index: usize, text: &str) -> Vec<E164> {
        let pooled = self
            .columns
            .get(index)
            .is_some_and(|judged| matches!(judged.column.kind, ColumnType::Number { pool: true }));
        if pooled {
            phone::candidates(text.trim(), &self.numbers).unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn check_placeholder(&self, text: &str) -> Result<(), Box<Note>> {
        // No placeholder is long, and folding every cell would cost.
        if text.len() > 16 || text.contains('@') {
            return Ok(());
        }
        let starts_like_value = text.starts_with(|c: char| c == '+' || c.is_ascii_digit());
        if !starts_like_value && self.placeholders.contains(&fold(text)) {
            return Err(error(Problem::new(FindingCode::PlaceholderValue)));
        }
        Ok(())
    }
}

impl<'s> Judged<'s> {
    fn new(column: &'s Column) -> Self {
        let mut words = Vec::new();
        let mut pattern = None;
        match &column.kind {
            ColumnType::Choice { values } => {
                for (value, choice) in values.iter().enumerate() {
                    words.push(Word::new(&choice.value, value, false));
                    for alias in &choice.aliases {
                        words.push(Word::new(alias, value, true));
                    }
                }
            }
            ColumnType::Text {
                pattern: Some(text),
                ..
            } => pattern = Some(Pattern::compile(text)),
            _ => {}
        }
        Self {
            column,
            words,
            pattern,
        }
    }
}

/// The rules for addresses. With a domain that is none in its list a schema allows no address at all.
fn email_policy(schema: &Schema) -> EmailPolicy {
    let domains = schema.email.allowed_domains.iter().map(String::as_str);
    let mut policy = EmailPolicy::only_at(domains)
        .or_else(|_| EmailPolicy::only_at(["invalid.invalid"]))
        .unwrap_or_default();
    policy.allow_unicode_local = schema.email.allow_unicode_local;
    policy
}

fn blank(column: &Column, out: &mut String) -> Result<State, Box<Note>> {
    match &column.default {
        Some(default) => {
            out.push_str(default);
            Ok(State::Value)
        }
        None if column.value == Presence::Required => {
            Err(error(Problem::new(FindingCode::RequiredValueMissing)))
        }
        None => Ok(State::Blank),
    }
}
