//! What a profile stores of each point: a finite vocabulary.

/// A number that a profile stores of a point. Bytes and blocks are events and
/// what they weigh, in an ad hoc profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Bytes of all allocations, freed or not.
    Bytes,
    /// All allocations, freed or not.
    Blocks,
    /// The sum of all blocks' lifetimes, in the profile's time units; those
    /// still live at the end lived until then.
    Lifetimes,
    /// The most bytes of the point that were ever live at once. Those of
    /// several points were so at different times, and do not add up.
    MaxBytes,
    /// The blocks that were live when its bytes were at most.
    MaxBlocks,
    /// Its bytes live at the peak of the whole profile; `<= MaxBytes`.
    PeakBytes,
    /// Its blocks live at the peak of the whole profile.
    PeakBlocks,
    /// Its bytes live at the end.
    EndBytes,
    /// Its blocks live at the end.
    EndBlocks,
    /// Bytes read.
    Reads,
    /// Bytes written.
    Writes,
}

impl Field {
    /// All fields, in the order of dhat's file.
    pub const ALL: [Field; 11] = [
        Field::Bytes,
        Field::Blocks,
        Field::Lifetimes,
        Field::MaxBytes,
        Field::MaxBlocks,
        Field::PeakBytes,
        Field::PeakBlocks,
        Field::EndBytes,
        Field::EndBlocks,
        Field::Reads,
        Field::Writes,
    ];

    /// The field's name in dhat's file.
    pub fn name(self) -> &'static str {
        match self {
            Field::Bytes => "tb",
            Field::Blocks => "tbk",
            Field::Lifetimes => "tl",
            Field::MaxBytes => "mb",
            Field::MaxBlocks => "mbk",
            Field::PeakBytes => "gb",
            Field::PeakBlocks => "gbk",
            Field::EndBytes => "eb",
            Field::EndBlocks => "ebk",
            Field::Reads => "rb",
            Field::Writes => "wb",
        }
    }
}

/// The fields that a profile has if it follows blocks, which dhat's `bklt`
/// promises; lifetimes are not always among them.
pub(crate) const OF_LIVES: [Field; 6] = [
    Field::MaxBytes,
    Field::MaxBlocks,
    Field::PeakBytes,
    Field::PeakBlocks,
    Field::EndBytes,
    Field::EndBlocks,
];

/// The fields that a profile has if it sees accesses: dhat's `bkacc`.
pub(crate) const OF_ACCESSES: [Field; 2] = [Field::Reads, Field::Writes];

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(u16);

impl Fields {
    pub(crate) fn has(self, field: Field) -> bool {
        self.0 & (1 << field as u16) != 0
    }

    pub(crate) fn with(self, field: Field) -> Fields {
        Fields(self.0 | 1 << field as u16)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |&field| self.has(field))
    }
}

impl FromIterator<Field> for Fields {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Fields {
        fields.into_iter().fold(Fields::default(), Fields::with)
    }
}
