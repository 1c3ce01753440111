//! Makes the digit automaton of all number plans, `core/src/contact/plan/automaton.bin`, from the library's own metadata.
//!
//! It accepts digits with country code that the library takes as they are: parsing `+` and the digits strips nothing,
//! and the number has a type. Where that is hard to be sure of, as where a national prefix may be meant, it does not
//! accept: then the library is asked. So it may only be too careful, never wrong.
#![expect(
    deprecated,
    reason = "these fields are empty where the library wraps them; here they were read just now"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

use prost::Message;
use regex_automata::Anchored;
use regex_automata::MatchKind;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use rlibphonenumber::{PhoneMetadata, PhoneMetadataCollection, PhoneNumberDesc};

/// Most digits of a number, country code included.
const MAX_DIGITS: usize = 15;
/// Fewest digits of a number, country code included.
const MIN_DIGITS: usize = 7;

/// The byte of a type is its place in the order in which the library asks for types, from 1: premium rate, toll-free,
/// shared cost, internet telephony, personal, pager, company, voicemail; then fixed lines, mobiles, and what is either.
const PREMIUM_RATE: u8 = 1;
const VOICEMAIL: u8 = 8;
const FIXED_LINE: u8 = 9;
const MOBILE: u8 = 10;
const FIXED_LINE_OR_MOBILE: u8 = 11;

/// The automaton as bytes: how many states there are, ten next states of each, the type that each accepts; all but
/// the types as two bytes, the lower first. State 0 accepts nothing ever again, the last one begins.
pub(crate) fn automaton() -> Result<Vec<u8>, Box<dyn Error>> {
    let plans = plans()?;
    let mut nodes = Nodes::default();
    let mut roots: BTreeMap<String, u16> = BTreeMap::new();
    for (code, regions) in &plans {
        let code = code.to_string();
        let plan = Plan::new(regions)?;
        let mut memo = HashMap::new();
        let begin = plan.begin()?;
        let root = plan.node(begin, code.len(), &mut memo, &mut nodes)?;
        roots.insert(code, root);
    }
    nodes.above("", &roots);
    Ok(nodes.bytes())
}

/// The metadata of every calling code: its regions, the main one first, else in the order of the metadata.
fn plans() -> Result<BTreeMap<i32, Vec<PhoneMetadata>>, Box<dyn Error>> {
    let bytes = std::fs::read(metadata_file()?)?;
    let mut plans: BTreeMap<i32, Vec<PhoneMetadata>> = BTreeMap::new();
    for metadata in PhoneMetadataCollection::decode(bytes.as_slice())?.metadata {
        let Some(code) = metadata.country_code else {
            continue;
        };
        let regions = plans.entry(code).or_default();
        if metadata.main_country_for_code() {
            regions.insert(0, metadata);
        } else {
            regions.push(metadata);
        }
    }
    Ok(plans)
}

/// Where the sources of the library are.
fn metadata_file() -> Result<PathBuf, Box<dyn Error>> {
    let cargo = option_env!("CARGO").unwrap_or("cargo");
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package["name"] == "rlibphonenumber")
        .and_then(|package| package["manifest_path"].as_str())
        .ok_or("the library is not there")?;
    let file = PathBuf::from(manifest).with_file_name("src/generated/metadata/metadata.bin");
    Ok(file)
}

type Dfa = dense::DFA<Vec<u32>>;

/// A pattern, asked digit by digit.
struct Pattern(Dfa);

impl Pattern {
    /// Every end of a match counts, not the first alone.
    fn new(pattern: &str) -> Result<Self, Box<dyn Error>> {
        // The metadata has its patterns as `^(?:…)$`.
        let inner = pattern
            .strip_prefix("^(?:")
            .and_then(|rest| rest.strip_suffix(")$"))
            .ok_or("a pattern in another form")?;
        let dfa = dense::Builder::new()
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .configure(
                dense::Config::new()
                    .match_kind(MatchKind::All)
                    .start_kind(StartKind::Anchored),
            )
            .build(&format!("(?:{inner})"))?;
        Ok(Self(dfa))
    }

    fn begin(&self) -> Result<StateID, Box<dyn Error>> {
        let config = start::Config::new().anchored(Anchored::Yes);
        Ok(self.0.start_state(&config)?)
    }

    fn next(&self, state: StateID, digit: u8) -> StateID {
        self.0.next_state(state, b'0' + digit)
    }

    /// Whether the digits so far are all of a match.
    fn matches(&self, state: StateID) -> bool {
        self.0.is_match_state(self.0.next_eoi_state(state))
    }

    fn is_dead(&self, state: StateID) -> bool {
        self.0.is_dead_state(state)
    }
}

/// What numbers of one kind look like. Without lengths of its own it has those of the general description.
struct Description {
    pattern: Option<Pattern>,
    lengths: BTreeSet<i32>,
}

impl Description {
    fn new(of: Option<&PhoneNumberDesc>) -> Result<Self, Box<dyn Error>> {
        let text = of.and_then(|of| of.national_number_pattern.as_deref());
        Ok(Self {
            pattern: text.map(Pattern::new).transpose()?,
            lengths: of
                .map(|of| of.possible_length.iter().copied().collect())
                .unwrap_or_default(),
        })
    }

    fn has_length(&self, length: usize) -> bool {
        self.lengths.is_empty() || i32::try_from(length).is_ok_and(|it| self.lengths.contains(&it))
    }
}

/// One region: the general description, then the types in the order in which they are asked, then fixed lines and
/// mobiles.
struct Region {
    descriptions: Vec<Description>,
    leading_digits: Option<Pattern>,
    mobile_is_fixed: bool,
}

impl Region {
    fn new(metadata: &PhoneMetadata) -> Result<Self, Box<dyn Error>> {
        let descriptions = [
            &metadata.general_desc,
            &metadata.premium_rate,
            &metadata.toll_free,
            &metadata.shared_cost,
            &metadata.voip,
            &metadata.personal_number,
            &metadata.pager,
            &metadata.uan,
            &metadata.voicemail,
            &metadata.fixed_line,
            &metadata.mobile,
        ];
        Ok(Self {
            descriptions: descriptions
                .into_iter()
                .map(|of| Description::new(of.as_ref()))
                .collect::<Result<_, _>>()?,
            leading_digits: metadata
                .leading_digits
                .as_deref()
                .map(Pattern::new)
                .transpose()?,
            mobile_is_fixed: metadata.same_mobile_and_fixed_line_pattern(),
        })
    }

    /// The type of a number of this region; 0 for none.
    fn kind(&self, states: &[Option<StateID>], length: usize) -> u8 {
        let is = |place: usize| {
            let description = &self.descriptions[place];
            let (Some(pattern), Some(state)) = (&description.pattern, states[place]) else {
                return false;
            };
            description.has_length(length) && pattern.matches(state)
        };
        if !is(0) {
            return 0;
        }
        if let Some(kind) = (PREMIUM_RATE..=VOICEMAIL).find(|kind| is(usize::from(*kind))) {
            return kind;
        }
        let (fixed, mobile) = (usize::from(FIXED_LINE), usize::from(MOBILE));
        match (is(fixed), self.mobile_is_fixed) {
            (true, true) => FIXED_LINE_OR_MOBILE,
            (true, false) if is(mobile) => FIXED_LINE_OR_MOBILE,
            (true, false) => FIXED_LINE,
            (false, false) if is(mobile) => MOBILE,
            (false, _) => 0,
        }
    }
}

/// All regions of one calling code, and the national prefix of the main one.
struct Plan {
    regions: Vec<Region>,
    prefix: Option<Pattern>,
    /// Whether what stands behind the prefix is rewritten.
    rewrites: bool,
}

/// What is known after some digits: a state of every pattern that may still match.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Known {
    length: usize,
    prefix: Option<StateID>,
    /// The main region's general pattern, begun anew behind every prefix that may be dropped.
    behind: BTreeSet<Option<StateID>>,
    regions: Vec<Vec<Option<StateID>>>,
    leading: Vec<Leading>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Leading {
    Never,
    Maybe(StateID),
    Yes,
}

impl Plan {
    fn new(regions: &[PhoneMetadata]) -> Result<Self, Box<dyn Error>> {
        let main = regions.first().ok_or("a calling code without metadata")?;
        Ok(Self {
            regions: regions.iter().map(Region::new).collect::<Result<_, _>>()?,
            prefix: main
                .national_prefix_for_parsing
                .as_deref()
                .map(Pattern::new)
                .transpose()?,
            rewrites: !main.national_prefix_transform_rule().is_empty(),
        })
    }

    fn begin(&self) -> Result<Known, Box<dyn Error>> {
        let begin = |pattern: &Option<Pattern>| pattern.as_ref().map(Pattern::begin).transpose();
        let mut regions = Vec::new();
        let mut leading = Vec::new();
        for region in &self.regions {
            let states = region.descriptions.iter().map(|it| begin(&it.pattern));
            regions.push(states.collect::<Result<_, _>>()?);
            leading.push(match begin(&region.leading_digits)? {
                Some(state) => Leading::Maybe(state),
                None => Leading::Never,
            });
        }
        Ok(Known {
            length: 0,
            prefix: begin(&self.prefix)?,
            behind: BTreeSet::new(),
            regions,
            leading,
        })
    }

    fn after(&self, known: &Known, digit: u8) -> Result<Known, Box<dyn Error>> {
        let step = |pattern: &Option<Pattern>, state: Option<StateID>| {
            let (pattern, state) = (pattern.as_ref()?, state?);
            let next = pattern.next(state, digit);
            (!pattern.is_dead(next)).then_some(next)
        };
        let general = &self.regions[0].descriptions[0].pattern;
        let mut behind: BTreeSet<Option<StateID>> = known
            .behind
            .iter()
            .map(|state| step(general, *state))
            .collect();
        let prefix = step(&self.prefix, known.prefix);
        if let (Some(pattern), Some(state)) = (&self.prefix, prefix)
            && pattern.matches(state)
        {
            behind.insert(general.as_ref().map(Pattern::begin).transpose()?);
        }
        let regions = self.regions.iter().zip(&known.regions);
        let leading = self.regions.iter().zip(&known.leading);
        Ok(Known {
            length: known.length + 1,
            prefix,
            behind,
            regions: regions
                .map(|(region, states)| {
                    let descriptions = region.descriptions.iter().zip(states);
                    descriptions
                        .map(|(description, state)| step(&description.pattern, *state))
                        .collect()
                })
                .collect(),
            leading: leading
                .map(|(region, leading)| match *leading {
                    Leading::Maybe(state) => match step(&region.leading_digits, Some(state)) {
                        Some(next) if has_matched(&region.leading_digits, next) => Leading::Yes,
                        Some(next) => Leading::Maybe(next),
                        None => Leading::Never,
                    },
                    known => known,
                })
                .collect(),
        })
    }

    /// The type of the number, if the library takes its digits as they are; else 0.
    fn kind(&self, known: &Known) -> u8 {
        let general = &self.regions[0].descriptions[0].pattern;
        let is_general = |state: Option<StateID>| has_matched_here(general, state);
        let may_drop_prefix = !known.behind.is_empty()
            && (self.rewrites
                || !is_general(known.regions[0][0])
                || known.behind.iter().any(|state| is_general(*state)));
        if may_drop_prefix {
            return 0;
        }
        if let [region] = self.regions.as_slice() {
            return region.kind(&known.regions[0], known.length);
        }
        for ((region, states), leading) in
            self.regions.iter().zip(&known.regions).zip(&known.leading)
        {
            let kind = region.kind(states, known.length);
            if *leading == Leading::Yes || kind > 0 {
                return kind;
            }
        }
        0
    }

    /// The node that knows what follows, shared among all that accept the same.
    fn node(
        &self,
        known: Known,
        code_digits: usize,
        memo: &mut HashMap<Known, u16>,
        nodes: &mut Nodes,
    ) -> Result<u16, Box<dyn Error>> {
        if let Some(node) = memo.get(&known) {
            return Ok(*node);
        }
        let digits = code_digits + known.length;
        let kind = if digits < MIN_DIGITS {
            0
        } else {
            self.kind(&known)
        };
        let mut next = [0; 10];
        let hopeless = known.regions.iter().flatten().all(Option::is_none);
        if digits < MAX_DIGITS && !hopeless {
            for (digit, next) in (0_u8..).zip(&mut next) {
                *next = self.node(self.after(&known, digit)?, code_digits, memo, nodes)?;
            }
        }
        let node = nodes.add(next, kind);
        memo.insert(known, node);
        Ok(node)
    }
}

fn has_matched(pattern: &Option<Pattern>, state: StateID) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.matches(state))
}

fn has_matched_here(pattern: &Option<Pattern>, state: Option<StateID>) -> bool {
    state.is_some_and(|state| has_matched(pattern, state))
}

/// Nodes, each once. Node 0 accepts nothing.
struct Nodes {
    known: HashMap<([u16; 10], u8), u16>,
    all: Vec<([u16; 10], u8)>,
}

impl Default for Nodes {
    fn default() -> Self {
        let dead = ([0; 10], 0);
        Self {
            known: HashMap::from([(dead, 0)]),
            all: vec![dead],
        }
    }
}

impl Nodes {
    fn add(&mut self, next: [u16; 10], kind: u8) -> u16 {
        let number = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        *self.known.entry((next, kind)).or_insert_with(|| {
            self.all.push((next, kind));
            number
        })
    }

    /// The node at which the digits of calling codes that begin with `prefix` go on.
    fn above(&mut self, prefix: &str, roots: &BTreeMap<String, u16>) -> u16 {
        if let Some(root) = roots.get(prefix) {
            return *root;
        }
        if !roots.keys().any(|code| code.starts_with(prefix)) {
            return 0;
        }
        let mut next = [0; 10];
        for (digit, next) in (0..).zip(&mut next) {
            *next = self.above(&format!("{prefix}{digit}"), roots);
        }
        self.add(next, 0)
    }

    fn bytes(&self) -> Vec<u8> {
        let count = u16::try_from(self.all.len()).unwrap_or(u16::MAX);
        let mut bytes = count.to_le_bytes().to_vec();
        for (next, _) in &self.all {
            bytes.extend(next.iter().flat_map(|state| state.to_le_bytes()));
        }
        bytes.extend(self.all.iter().map(|(_, kind)| *kind));
        bytes
    }
}
