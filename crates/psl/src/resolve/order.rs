//! In what order findings are told. It is the order in which Prisma comes to them, so that the
//! first error is the same: the text, names, types, attributes; then, of what can be resolved,
//! the configuration, each model, each view, each enum; relations; and what only we ask.

use std::ops::Range;

use super::Context;
use crate::diagnostic::{Code, Diagnostic, Found};
use crate::schema::{FileId, ModelKind};

/// What is being read when something is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Text,
    Names,
    Types,
    Attributes,
    Datasources,
    Generators,
    Models,
    Views,
    Enums,
    Relations,
    Beyond,
}

/// Within a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// What is said of the model as a whole, before its parts are looked at.
    Whole,
    Fields,
    Relations,
    Indexes,
    /// What is said of the model when all its attributes have been read.
    Sum,
}

/// Phase, where the block begins, the part of it, and the place.
type Key = (Phase, (FileId, u32), Part, (u32, u32));

struct Place {
    file: FileId,
    range: Range<u32>,
    phase: Phase,
}

/// Sorts what was found. Relations keep the order in which they were looked at.
pub(super) fn sort(context: &Context<'_>, diagnostics: &mut [Diagnostic]) {
    let places = places(context);
    diagnostics.sort_by_cached_key(|it| key(&places, it));
}

impl Context<'_> {
    /// Whether something is wrong that Prisma goes no further after: what is missing can't be told.
    pub(crate) fn is_unresolved(&self) -> bool {
        let places = places(self);
        let resolving = |it: &&Diagnostic| it.is_error() && it.code != Code::UnknownFunction;
        let mut errors = self.diagnostics.iter().filter(resolving);
        errors.any(|it| key(&places, it).0 <= Phase::Attributes)
    }
}

/// The blocks, by file and start.
fn places(context: &Context<'_>) -> Vec<Place> {
    let sources = &context.sources;
    let place = |file, range, phase| Place { file, range, phase };
    let models = sources.models.iter().zip(&context.schema.models).map(|(source, model)| {
        let phase = if model.kind == ModelKind::View { Phase::Views } else { Phase::Models };
        place(source.file, source.block.range(), phase)
    });
    let enums = sources.enums.iter().map(|it| place(it.file, it.block.range(), Phase::Enums));
    let datasources =
        sources.datasources.iter().map(|(file, it)| place(*file, it.range(), Phase::Datasources));
    let generators =
        sources.generators.iter().map(|(file, it)| place(*file, it.range(), Phase::Generators));
    let mut places: Vec<_> = models.chain(enums).chain(datasources).chain(generators).collect();
    places.sort_by_key(|it| (it.file, it.range.start));
    places
}

fn key(places: &[Place], it: &Diagnostic) -> Key {
    // Prisma sees a second key where it stands, and says it of the model.
    let seen = match (it.code, it.labels.last()) {
        (Code::SeveralIds, Some(second)) => &second.span,
        _ => &it.span,
    };
    let (file, range) = (seen.file, &seen.range);
    let at = places.partition_point(|place| (place.file, place.range.start) <= (file, range.start));
    let block = at.checked_sub(1).map(|at| &places[at]);
    let block = block.filter(|it| it.file == file && range.start < it.range.end);
    let start = block.map_or(range.start, |block| block.range.start);
    let within = block.map(|block| block.phase);
    let phase = match (phase(it), within) {
        (found, Some(Phase::Datasources | Phase::Generators))
            if it.found == Some(Found::ByRule) =>
        {
            found
        }
        (
            Phase::Attributes | Phase::Models,
            Some(block @ (Phase::Datasources | Phase::Generators)),
        ) => block,
        (Phase::Models, Some(block)) => block,
        (found, _) => found,
    };
    match phase {
        Phase::Relations => (phase, (FileId(0), 0), Part::Whole, (0, 0)),
        Phase::Attributes | Phase::Models | Phase::Views => {
            (phase, (file, start), part(it.code), (range.start, range.end))
        }
        _ => (phase, (file, range.start), Part::Whole, (range.start, range.end)),
    }
}

/// Where a code is found, if not in a datasource or generator.
fn phase(it: &Diagnostic) -> Phase {
    match it.code {
        _ if it.found == Some(Found::ByRule) => Phase::Models,
        _ if it.found == Some(Found::Resolving) => Phase::Attributes,
        Code::NoKeyword
        | Code::UnknownBlock
        | Code::BadLine
        | Code::UnclosedBlock
        | Code::BraceInLine
        | Code::TextAfterBrace
        | Code::LegacyColon
        | Code::LegacyList
        | Code::LegacyRequired
        | Code::OptionalList
        | Code::TypeAlias
        | Code::MissingAttributeName
        | Code::TrailingComma
        | Code::UnclosedList
        | Code::ArgumentsOverLines
        | Code::MissingValue
        | Code::OpenString
        | Code::BadEscape
        | Code::ByteOrderMark
        | Code::MissingType => Phase::Text,
        Code::DuplicateName
        | Code::ReservedName
        | Code::DuplicateField
        | Code::DuplicateValue
        | Code::EmptyEnum
        | Code::BadName
        | Code::DuplicateProperty
        | Code::NoPropertyValue => Phase::Names,
        Code::UnknownType => Phase::Types,
        Code::UnknownAttribute
        | Code::DuplicateAttribute
        | Code::UnknownArgument
        | Code::DuplicateArgument
        | Code::MissingArgument
        | Code::WrongValue
        | Code::AttributeMisplaced
        | Code::EmptyName
        | Code::IgnoredArgument
        | Code::DefaultType
        | Code::UnknownFunction
        | Code::FunctionArguments
        | Code::UnknownField
        | Code::SeveralIds
        | Code::OptionalId
        | Code::IndexFields
        | Code::PartialIndex => Phase::Attributes,
        Code::NameClash
        | Code::NameTooLong
        | Code::CompositeType
        | Code::NativeType
        | Code::UnsupportedIsSupported
        | Code::WrongProvider
        | Code::NoUniqueCriteria
        | Code::IndexMethod
        | Code::IndexOption
        | Code::View
        | Code::AmbiguousRelation
        | Code::IgnoredTarget
        | Code::ReferentialAction
        | Code::Datasource
        | Code::UrlInSchema
        | Code::Generator
        | Code::PreviewFeature
        | Code::PreviewFeatureStale
        | Code::Schemas
        | Code::Extension
        | Code::NeedsDatasource
        | Code::OldRelationMode => Phase::Models,
        Code::MissingOpposite
        | Code::RelationArguments
        | Code::RelationArity
        | Code::RelationTarget
        | Code::OneToOneUnique
        | Code::ManyToMany
        | Code::SetNullRequired
        | Code::MissingRelationIndex
        | Code::ReferentialCycle => Phase::Relations,
        Code::DirectiveMisplaced
        | Code::DirectiveArguments
        | Code::DirectiveTypo
        | Code::RefusedByPostgres => Phase::Beyond,
    }
}

fn part(code: Code) -> Part {
    match code {
        Code::NoUniqueCriteria | Code::Schemas | Code::PreviewFeature | Code::View => Part::Whole,
        Code::AmbiguousRelation | Code::IgnoredTarget => Part::Relations,
        Code::IndexMethod | Code::IndexOption | Code::IndexFields => Part::Indexes,
        Code::OptionalId => Part::Sum,
        _ => Part::Fields,
    }
}
