//! One cell: from text to its canonical value, with what was noticed on the way. One error per cell at most, the first
//! in a fixed order. Rules across cells are in `row.rs`; uniqueness is in `cross.rs`.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::damage;
use super::facts::Facts;
use super::schema::{ChoiceValue, Column, ColumnType, Presence, Schema, fold, whole_pattern};
use super::write::unguard;
use crate::contact::{
    Accept, Canonical, EmailPolicy, ForwardingNumber, IdentityRules, PhoneOptions, Plan, Reading,
    Region, email, phone,
};
use crate::e164::E164;
use crate::finding::{FindingCode, Problem};
use crate::text::{TextError, check_characters, near_miss, tidy};
use crate::time::Timestamp;

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

/// What is to be said about a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) problem: Problem,
    pub(crate) level: Level,
    /// Value before and after, for a fix.
    pub(crate) fix: Option<(String, String)>,
    /// Character from 1, for problems of one character.
    pub(crate) char: Option<u32>,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Level {
    /// The cell has no value.
    Error,
    /// Somebody should look.
    Warning,
    /// A change that lost nothing.
    Fix,
}

/// What the file says about a cell besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Context<'a> {
    /// Whether a line inside the cell has as many separators as a row.
    pub(crate) hides_row: bool,
    /// The inventory, if it is known.
    pub(crate) facts: Option<&'a Facts>,
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
    pattern: Option<Result<regex::Regex, regex::Error>>,
}

/// A word of a vocabulary, folded, with the value that it stands for.
struct Word {
    folded: String,
    value: usize,
    alias: bool,
}

impl<'s> Judge<'s> {
    pub(crate) fn new(schema: &'s Schema, region: Option<&str>) -> Self {
        let regions: Vec<Region> = region
            .into_iter()
            .chain(schema.phone.regions.iter().map(String::as_str))
            .filter_map(|region| region.parse().ok())
            .collect();
        let default_region = regions.first().copied();
        let mut compared: Vec<Region> = Vec::new();
        for region in regions.into_iter().skip(1) {
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
                ..PhoneOptions::for_identities()
            },
            email_only: email_only.then_some("the organization takes e-mail addresses only"),
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
        if is_clean(raw) && !context.hides_row {
            return self.typed(judged, raw, context, out, notes);
        }
        let is_name = matches!(column.kind, ColumnType::Name { .. });
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
            let without = text.trim_matches('"').trim().to_owned();
            return Err(error(
                Problem::new(FindingCode::QuoteUnpaired).with_replacement(without),
            ));
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
            ColumnType::Choice { values } => self.choice(judged, values, text, out, notes)?,
            ColumnType::Text { max_chars, .. } => {
                self.check_placeholder(text)?;
                free_text(judged, text, *max_chars, out, notes)?;
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
                out.push_str(&tidy(text));
            }
            ColumnType::Integer { min, max } => {
                self.check_placeholder(text)?;
                integer(text, *min, *max, out)?;
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
        let canonical = reading.value.clone();
        let canonical = match &canonical {
            Canonical::Email(address) => Cow::Borrowed(&**address),
            Canonical::Phone(number) => Cow::Owned(number.to_string()),
        };
        take(reading, text, notes, |_| out.push_str(&canonical));
        for note in notes.iter_mut().filter(|note| note.level == Level::Fix) {
            complete(note, text, &canonical);
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
                .filter(|number| facts.numbers.contains_key(number))
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

    fn choice(
        &self,
        judged: &Judged<'_>,
        values: &[ChoiceValue],
        text: &str,
        out: &mut String,
        notes: &mut Vec<Note>,
    ) -> Result<(), Box<Note>> {
        if let Some(choice) = values.iter().find(|choice| choice.value == text) {
            out.push_str(&choice.value);
            return Ok(());
        }
        let folded: String = fold(text).nfc().collect();
        let hit = judged.words.iter().find(|word| word.folded == folded);
        if let Some((word, choice)) = hit.and_then(|word| Some((word, values.get(word.value)?))) {
            let code = if word.alias {
                FindingCode::ValueAliasUsed
            } else {
                FindingCode::ValueCaseNormalized
            };
            notes.push(fixed(Problem::new(code), text, &choice.value));
            out.push_str(&choice.value);
            return Ok(());
        }
        self.check_placeholder(text)?;
        let allowed: Vec<String> = values.iter().map(|choice| choice.value.clone()).collect();
        let meant = counterpart(&folded, values)
            .or_else(|| near_miss(text, values.iter().map(|choice| choice.value.as_str())))
            .map(str::to_owned);
        let problem = Problem::new(FindingCode::ValueNotAllowed).with("allowed", allowed);
        Err(error(match meant {
            Some(word) => problem.with_replacement(word),
            None => problem,
        }))
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
            } => pattern = Some(whole_pattern(text)),
            _ => {}
        }
        Self {
            column,
            words,
            pattern,
        }
    }
}

impl Word {
    fn new(word: &str, value: usize, alias: bool) -> Self {
        Self {
            folded: fold(word).nfc().collect(),
            value,
            alias,
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

fn error(problem: Problem) -> Box<Note> {
    Box::new(Note {
        problem,
        level: Level::Error,
        fix: None,
        char: None,
    })
}

fn warning(problem: Problem) -> Note {
    Note {
        problem,
        level: Level::Warning,
        fix: None,
        char: None,
    }
}

fn fixed(problem: Problem, before: &str, after: &str) -> Note {
    Note {
        problem,
        level: Level::Fix,
        fix: Some((before.to_owned(), after.to_owned())),
        char: None,
    }
}

/// Whether nothing but a type can object to a text: one word in ASCII that begins and ends like a value. Most cells
/// are so.
fn is_clean(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    let edges = (bytes.first(), bytes.last());
    !matches!(edges.0, Some(b'\'' | b'"' | b'=' | b'#'))
        && edges.1 != Some(&b'"')
        && bytes.iter().all(|byte| matches!(byte, 0x21..=0x7e))
}

/// What was lost earlier, and controls. TAB and line ends at the edge are space, line ends inside are judged later.
fn check_lost(raw: &str) -> Result<(), Box<Note>> {
    if raw.bytes().all(|byte| matches!(byte, 0x20..=0x7e)) {
        return Ok(());
    }
    let at_edge = |c: char| c.is_whitespace() || c == '\t';
    let inner = raw.trim_matches(at_edge);
    let offset = raw.len() - raw.trim_start_matches(at_edge).len();
    for (index, c) in inner.char_indices() {
        let problem = match c {
            '\n' | '\r' => continue,
            '\u{fffd}' => Problem::new(FindingCode::ReplacementCharacter),
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => {
                Problem::new(FindingCode::ControlCharacter).with("hex", hex(c))
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                Problem::new(FindingCode::BidiControl).with("hex", hex(c))
            }
            '\u{fffe}' | '\u{ffff}' => {
                Problem::new(FindingCode::TextNotAllowed).with("reason", "a noncharacter")
            }
            _ => continue,
        };
        let before = raw
            .get(..offset + index)
            .unwrap_or_default()
            .chars()
            .count();
        let mut note = error(problem);
        note.char = u32::try_from(before + 1).ok();
        return Err(note);
    }
    Ok(())
}

fn hex(c: char) -> String {
    format!("{:04X}", u32::from(c))
}

/// The text without what only protects it from a spreadsheet.
fn unwrap<'a>(raw: &'a str, notes: &mut Vec<Note>) -> Cow<'a, str> {
    match raw.trim_start().bytes().next() {
        Some(b'\'') => {
            let text = unguard(raw.trim_start());
            if text.len() == raw.trim_start().len() {
                return Cow::Borrowed(raw);
            }
            notes.push(fixed(
                Problem::new(FindingCode::FormulaGuardRemoved),
                raw,
                text,
            ));
            Cow::Borrowed(text)
        }
        Some(b'=') => match damage::text_formula(raw.trim()) {
            Some(text) => {
                notes.push(fixed(
                    Problem::new(FindingCode::TextFormulaUnwrapped),
                    raw,
                    &text,
                ));
                Cow::Owned(text)
            }
            None => Cow::Borrowed(raw),
        },
        _ => Cow::Borrowed(raw),
    }
}

/// The text without space that means nothing. Names also have single spaces inside, also for a line end, which is
/// reported by itself.
fn clean<'a>(text: &'a str, is_name: bool, notes: &mut Vec<Note>) -> Cow<'a, str> {
    if is_name {
        if text.trim().contains(['\n', '\r']) {
            return Cow::Owned(tidy(&text.replace(['\n', '\r'], " ")).into_owned());
        }
        let tidied = tidy(text);
        let changed = match &tidied {
            Cow::Borrowed(tidied) => tidied.len() != text.len(),
            // Composing letters is no fix.
            Cow::Owned(tidied) => is_nfc(text) || text.nfc().ne(tidied.chars()),
        };
        if changed {
            notes.push(fixed(
                Problem::new(FindingCode::WhitespaceNormalized),
                text,
                &tidied,
            ));
        }
        return tidied;
    }
    if text.is_ascii() {
        let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\u{b}');
        if trimmed.len() != text.len() && !trimmed.is_empty() {
            notes.push(fixed(
                Problem::new(FindingCode::WhitespaceNormalized),
                text,
                trimmed,
            ));
        }
        return Cow::Borrowed(trimmed);
    }
    let cleaned: String = text
        .trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| {
            if c.is_whitespace() && !matches!(c, '\n' | '\r') {
                ' '
            } else {
                c
            }
        })
        .collect();
    if cleaned == text {
        return Cow::Borrowed(text);
    }
    if !cleaned.is_empty() {
        notes.push(fixed(
            Problem::new(FindingCode::WhitespaceNormalized),
            text,
            &cleaned,
        ));
    }
    Cow::Owned(cleaned)
}

/// Characters without width that stand for nothing.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
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

fn name(
    text: &str,
    max_chars: u32,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_alphabetic() || byte == b' ');
    if !plain {
        check_text(text)?;
    }
    let count = if plain {
        text.len()
    } else {
        text.chars().count()
    };
    check_length(count, max_chars)?;
    out.push_str(text);
    if plain {
        return Ok(());
    }
    let hint = if damage::is_formula_like(text) {
        Some(Problem::new(FindingCode::FormulaLikeValue))
    } else if damage::is_date_like(text) {
        Some(Problem::new(FindingCode::SpreadsheetDateSuspected))
    } else if let Some(kind) = foreign_kind(text) {
        Some(Problem::new(FindingCode::ValueInWrongColumn).with("kind", kind))
    } else if let Some(inner) = damage::smart_quoted(text) {
        Some(Problem::new(FindingCode::SmartQuotes).with_replacement(inner))
    } else {
        damage::mojibake(text).map(|guess| {
            Problem::new(FindingCode::MojibakeSuspected)
                .with("guess", guess.clone())
                .with_replacement(guess)
        })
    };
    notes.extend(hint.map(warning));
    Ok(())
}

/// What a whole value in a name column rather is.
fn foreign_kind(text: &str) -> Option<&'static str> {
    if text.contains('@') && email::canonical(text, &EmailPolicy::default()).is_ok() {
        return Some("an e-mail address");
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (digits >= 7).then_some("a phone number")
}

fn free_text(
    judged: &Judged<'_>,
    text: &str,
    max_chars: u32,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    check_text(text)?;
    out.extend(text.nfc());
    let count = out.chars().count();
    check_length(count, max_chars)?;
    let matches = match &judged.pattern {
        None => true,
        Some(pattern) => pattern.as_ref().is_ok_and(|pattern| pattern.is_match(out)),
    };
    if !matches {
        return Err(error(Problem::new(FindingCode::PatternMismatch)));
    }
    if damage::may_be_cut(count) {
        notes.push(warning(
            Problem::new(FindingCode::TruncatedValueSuspected).with("count", count),
        ));
    }
    Ok(())
}

fn check_text(text: &str) -> Result<(), Box<Note>> {
    check_characters(text).map_err(|refused| {
        let reason = match refused {
            TextError::NotAllowed(reason) => reason,
            _ => "an invisible character",
        };
        error(Problem::new(FindingCode::TextNotAllowed).with("reason", reason))
    })
}

fn check_length(count: usize, max_chars: u32) -> Result<(), Box<Note>> {
    if count <= max_chars as usize {
        return Ok(());
    }
    Err(error(
        Problem::new(FindingCode::TextTooLong)
            .with("count", count)
            .with("max", max_chars),
    ))
}

fn check_date(text: &str) -> Result<(), Box<Note>> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'+')
        || !damage::is_date_like(text)
    {
        return Ok(());
    }
    Err(error(Problem::new(FindingCode::SpreadsheetDateSuspected)))
}

/// Takes a reading: its value by `keep`, its notes as fixes and warnings.
fn take<T>(reading: Reading<T>, text: &str, notes: &mut Vec<Note>, keep: impl FnOnce(T)) {
    for problem in reading.notes {
        notes.push(if problem.code.is_fix() {
            fixed(problem, text, "")
        } else {
            warning(problem)
        });
    }
    keep(reading.value);
}

fn take_number(reading: Reading<E164>, text: &str, out: &mut String, notes: &mut Vec<Note>) {
    take(reading, text, notes, |number| {
        out.push_str(&number.to_string())
    });
    for note in notes.iter_mut() {
        complete(note, text, out);
    }
}

/// A fix of the value itself leads to the canonical form.
fn complete(note: &mut Note, before: &str, canonical: &str) {
    if let Some((from, after)) = &mut note.fix
        && after.is_empty()
        && from == before
    {
        canonical.clone_into(after);
    }
}

fn digits(
    kind: &ColumnType,
    text: &str,
    out: &mut String,
    notes: &mut Vec<Note>,
) -> Result<(), Box<Note>> {
    let ColumnType::Digits {
        min,
        max,
        separators,
        forwarding,
    } = kind
    else {
        return Ok(());
    };
    if *forwarding {
        let reading = ForwardingNumber::read(text).map_err(error)?;
        take(reading, text, notes, |number| out.push_str(number.digits()));
        for note in notes.iter_mut() {
            complete(note, text, out);
        }
        return Ok(());
    }
    let plain: String = if *separators {
        let bare = text.strip_prefix('+').unwrap_or(text);
        bare.chars()
            .filter(|c| !matches!(c, ' ' | '(' | ')' | '.' | '-' | '/'))
            .collect()
    } else {
        text.nfkc().collect()
    };
    let count = plain.chars().filter(char::is_ascii_digit).count();
    let good = plain.bytes().all(|byte| byte.is_ascii_digit())
        && (*min as usize..=*max as usize).contains(&count);
    if !good {
        return Err(error(
            Problem::new(FindingCode::DigitsInvalid)
                .with("count", count)
                .with("min", *min)
                .with("max", *max),
        ));
    }
    if plain != text {
        notes.push(fixed(
            Problem::new(FindingCode::NumberFormatNormalized),
            text,
            &plain,
        ));
    }
    out.push_str(&plain);
    Ok(())
}

fn integer(
    text: &str,
    min: Option<i64>,
    max: Option<i64>,
    out: &mut String,
) -> Result<(), Box<Note>> {
    let (least, most) = (min.unwrap_or(i64::MIN), max.unwrap_or(i64::MAX));
    match text.parse::<i64>() {
        Ok(value) if (least..=most).contains(&value) => {
            out.push_str(&value.to_string());
            Ok(())
        }
        _ => Err(error(
            Problem::new(FindingCode::IntegerInvalid)
                .with("min", least)
                .with("max", most),
        )),
    }
}

fn date(
    text: &str,
    min: Option<&str>,
    max: Option<&str>,
    out: &mut String,
) -> Result<(), Box<Note>> {
    // The text form is as long as its order is right: year, month, day with leading zeros.
    let exists = text.len() == 10 && format!("{text}T00:00:00Z").parse::<Timestamp>().is_ok();
    if exists && min.is_none_or(|min| min <= text) && max.is_none_or(|max| text <= max) {
        out.push_str(text);
        return Ok(());
    }
    Err(error(
        Problem::new(FindingCode::DateInvalid).with("example", "2026-03-31"),
    ))
}

/// The word of this vocabulary that says what a word of another one says (D-12).
fn counterpart<'v>(folded: &str, values: &'v [ChoiceValue]) -> Option<&'v str> {
    const YES: [&str; 16] = [
        "yes",
        "y",
        "ja",
        "oui",
        "si",
        "sì",
        "sí",
        "true",
        "wahr",
        "vrai",
        "vero",
        "verdadero",
        "on",
        "auto",
        "1",
        "enabled",
    ];
    const NO: [&str; 12] = [
        "no", "n", "nein", "non", "false", "falsch", "faux", "falso", "off", "0", "never",
        "disabled",
    ];
    let words: &[&str] = if YES.contains(&folded) {
        &YES
    } else if NO.contains(&folded) {
        &NO
    } else {
        return None;
    };
    values
        .iter()
        .map(|choice| choice.value.as_str())
        .find(|value| words.contains(&fold(value).as_str()))
}
