//! The schema as data: what kinds of things there are, on which page they live, and how each of
//! their fields merges. The entities themselves are in [`crate::entities`].
//!
//! Every document has the same layout. The root holds one map per collection, made in the
//! constant first change of the page kind, and a map `self` for the page's own fields. An item is
//! a map under its id in its collection, made in one change together with its texts. Everything
//! else is a flat key in that map, so that no two laptops ever make the same container.

mod class;
mod kind;
mod types;

pub use class::{Class, Who};
pub use kind::PageKind;
pub(crate) use types::is_id;
pub use types::{
    ANSWER_CAP, Expected, LINE_CAP, NAME_CAP, PROSE_CAP, SENTENCE_CAP, Type, WORD_CAP, WrongValue,
    is_date, is_time,
};

/// The collection of a page's own fields.
pub const SELF: &str = "self";

/// The map at the root for what later versions add, as flat keys.
pub const MORE: &str = "more";

/// One field of an entity.
#[derive(Debug)]
pub struct Field {
    /// Its name, and its key in the item's map.
    pub name: &'static str,
    /// How two writings merge.
    pub class: Class,
    /// What may be written.
    pub value: Type,
    /// Who may write it.
    pub who: Who,
    /// An item is not added without it.
    pub needed: bool,
}

/// Who is the author of an item: the one whose OWN values and own words it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorRule {
    /// Nobody in particular.
    Nobody,
    /// The person whose id is the item's id.
    Id,
    /// The person named by this FIX key.
    Key(&'static str),
    /// The owner of the page.
    Page,
}

/// What an item's id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdRule {
    /// There is one per page and it has no id.
    Itself,
    /// A unique id drawn when it was added.
    Unique,
    /// The id of the page that holds its content.
    Page,
    /// The id of a person.
    Person,
    /// The id of a device.
    Device,
}

/// One kind of thing.
#[derive(Debug)]
pub struct Entity {
    /// Its name in code, exports and commands.
    pub name: &'static str,
    /// The kind of page it lives on.
    pub page: PageKind,
    /// Its key at the root of that page; [`SELF`] for the page's own fields.
    pub collection: &'static str,
    /// What its id is.
    pub id: IdRule,
    /// Whose it is.
    pub author: AuthorRule,
    /// The field that orders a list, before the id; the order of ids without one.
    pub sort: Option<&'static str>,
    /// All its fields.
    pub fields: &'static [Field],
}

impl Entity {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field to which a key of an item's map belongs, and what follows its name. `None` for a
    /// key of a later version.
    pub fn key<'k>(&self, key: &'k str) -> Option<(&'static Field, &'k str)> {
        if let Some(field) = self.field(key) {
            return Some((field, ""));
        }
        self.fields
            .iter()
            .filter(|field| field.class.has_long_keys())
            .filter_map(|field| Some((field, key.strip_prefix(field.name)?.strip_prefix('/')?)))
            .max_by_key(|(field, _)| field.name.len())
    }

    /// Whether it is the page's own fields.
    pub fn is_self(&self) -> bool {
        self.collection == SELF
    }

    /// Its texts, which are made together with the item.
    pub fn texts(&self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().filter(|field| field.class == Class::Text)
    }
}

impl Field {
    pub(crate) const fn new(name: &'static str, class: Class, value: Type) -> Self {
        let who = match class {
            Class::Own => Who::Author,
            _ => Who::Anyone,
        };
        Self { name, class, value, who, needed: false }
    }

    pub(crate) const fn by_author(mut self) -> Self {
        self.who = Who::Author;
        self
    }

    pub(crate) const fn by_owner(mut self) -> Self {
        self.who = Who::Owner;
        self
    }

    pub(crate) const fn needed(mut self) -> Self {
        self.needed = true;
        self
    }

    /// Whether these are somebody's own words or choice, which the note-taker of a meeting that is
    /// open may mend.
    pub const fn is_mended_by_notetaker(&self) -> bool {
        matches!(self.who, Who::Author)
            && matches!(self.class, Class::Wording | Class::Text | Class::One)
    }

    /// Whether an entry in which somebody else writes it is set aside. Words and choices of one
    /// person are also mended by the note-taker of a session, so those only bind honest programs.
    pub fn is_strict(&self) -> bool {
        match self.class {
            Class::Own | Class::Mine => true,
            Class::Flag | Class::Words | Class::Marks => self.who != Who::Anyone,
            Class::Wording | Class::Text | Class::One | Class::Fix => false,
        }
    }
}
