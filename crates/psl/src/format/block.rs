//! One block: its lines as tables, its attributes at the end.

use super::table::{self, Table};
use super::{Broken, Layout, value, without_end};
use crate::syntax::ast::{Attribute, Block, Field, Property};
use crate::syntax::lexer::TokenKind;
use crate::syntax::{Node, NodeKind};

/// A comment on a line of its own.
type Comment<'t> = (TokenKind, &'t str);

/// The rows of a block on their way out.
struct Rows<'t> {
    table: Table,
    /// Comments of which it is not yet known whether they belong to an attribute.
    pending: Vec<Comment<'t>>,
    pending_apart: bool,
    attributes: Vec<BlockAttribute<'t>>,
    typed: bool,
    started: bool,
}

struct BlockAttribute<'t> {
    above: Vec<Comment<'t>>,
    attribute: Attribute<'t>,
    behind: Vec<&'t str>,
}

/// What a trailing comment would stand behind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Row,
    Attribute,
}

impl Layout {
    pub(super) fn block(&mut self, node: Node<'_>, broken: &Broken) {
        let block = Block(node);
        let name = block.name().map_or("", |name| name.text);
        self.out.push_str(&format!("{} {name} {{\n", block.keyword()));
        let mut rows = Rows {
            table: Table::default(),
            pending: Vec::new(),
            pending_apart: false,
            attributes: Vec::new(),
            typed: block.keyword() != "enum",
            started: false,
        };
        self.lines(node, broken, &mut rows);
        self.finish(rows);
        self.out.push_str("}\n");
    }

    fn lines<'t>(&mut self, node: Node<'t>, broken: &Broken, rows: &mut Rows<'t>) {
        let mut children = node.children().peekable();
        let head = node.token(TokenKind::LBrace).map_or(0, |brace| brace.end);
        let (mut done, mut newlines, mut before) = (head, 0_u32, Before::Nothing);
        let mut opening = true;
        for (kind, at) in node.tokens() {
            if at.start < done {
                continue;
            }
            if let Some(child) = children.next_if(|child| child.range().start <= at.start) {
                let end = child.range().end;
                let error = children.next_if(|next| {
                    next.kind() == NodeKind::Error
                        && !node.slice(end..next.range().start).contains(['\n', '\r'])
                });
                let range = child.range().start..error.map_or(end, |error| error.range().end);
                let raw = error.is_some() || is_raw(child, broken);
                self.before_line(
                    rows,
                    !raw && child.kind() == NodeKind::BlockAttribute,
                    newlines > 1,
                );
                before = rows.line(child, raw, node.slice(range.clone()));
                (done, newlines) = (range.end, 0);
            } else if kind == TokenKind::Newline {
                newlines += 1;
                opening = false;
            } else if kind == TokenKind::Space {
                newlines +=
                    u32::from(before == Before::Nothing && table::ends_block_comment(node, at));
            } else if kind.is_comment() {
                let text = node.slice(at);
                if newlines == 0 && before != Before::Nothing {
                    rows.trailing(before, text);
                } else {
                    let text = if opening { plain_comment(kind, text) } else { text };
                    self.own_line(rows, kind, text, newlines > 1);
                    (newlines, before) = (0, Before::Nothing);
                }
            }
        }
        if !rows.pending.is_empty() {
            self.flush_comments(rows);
        }
    }

    /// An empty line starts a new table, except before attributes, which get their own.
    fn before_line(&mut self, rows: &mut Rows<'_>, attribute: bool, apart: bool) {
        if attribute {
            if apart && !rows.pending.is_empty() {
                self.flush_comments(rows);
            }
            return;
        }
        if !rows.pending.is_empty() {
            self.flush_comments(rows);
        }
        if apart && rows.started {
            self.new_table(rows);
        }
    }

    fn new_table(&mut self, rows: &mut Rows<'_>) {
        rows.table.render(&mut self.out);
        rows.table.empty_line();
    }

    fn own_line<'t>(&mut self, rows: &mut Rows<'t>, kind: TokenKind, text: &'t str, apart: bool) {
        if apart && !rows.pending.is_empty() {
            self.flush_comments(rows);
        }
        if rows.pending.is_empty() {
            rows.pending_apart = apart && rows.started;
        }
        rows.pending.push((kind, text));
        rows.started = true;
    }

    fn flush_comments(&mut self, rows: &mut Rows<'_>) {
        if rows.pending_apart {
            self.new_table(rows);
        }
        for (kind, text) in std::mem::take(&mut rows.pending) {
            rows.table.comment(kind, text);
        }
    }

    fn finish(&mut self, mut rows: Rows<'_>) {
        rows.table.render(&mut self.out);
        let mut table = Table::default();
        rows.attributes.sort_by_key(|it| value::rank(it.attribute));
        for it in &rows.attributes {
            if table.is_empty() {
                table.empty_line();
            }
            for (kind, text) in &it.above {
                table.comment(*kind, text);
            }
            table.row(vec![value::attribute("@@", it.attribute)]);
            for text in &it.behind {
                table.trailing(text);
            }
        }
        table.render(&mut self.out);
    }
}

impl<'t> Rows<'t> {
    /// Puts a line of the block in its place.
    fn line(&mut self, node: Node<'t>, raw: bool, text: &'t str) -> Before {
        let attribute = (node.kind() == NodeKind::BlockAttribute && !raw).then_some(node);
        if let Some(attribute) = attribute.and_then(Attribute::cast) {
            let above = std::mem::take(&mut self.pending);
            self.attributes.push(BlockAttribute { above, attribute, behind: Vec::new() });
            return Before::Attribute;
        }
        // Attributes go to the end, so that they leave nothing to be apart from. (Prisma leaves an
        // empty line, and takes it away when it formats once more.)
        self.started = true;
        match (raw, Field::cast(node), Property::cast(node)) {
            (false, Some(field), _) => self.field(field),
            (false, None, Some(property)) => self.property(property),
            _ => self.table.raw(without_end(text)),
        }
        Before::Row
    }

    fn trailing(&mut self, before: Before, text: &'t str) {
        match (before, self.attributes.last_mut()) {
            (Before::Attribute, Some(last)) => last.behind.push(text),
            _ => self.table.trailing(text),
        }
    }

    fn field(&mut self, field: Field<'_>) {
        let mut attributes: Vec<_> = field.attributes().collect();
        if self.typed {
            attributes.sort_by_key(|it| value::rank(*it));
        }
        let attributes: Vec<_> =
            attributes.into_iter().map(|it| value::attribute("@", it)).collect();
        let mut columns = vec![field.name().text.to_owned()];
        if self.typed {
            columns.push(field.ty().map_or(String::new(), value::field_type));
        }
        columns.push(attributes.join(" "));
        self.table.row(columns);
    }

    fn property(&mut self, property: Property<'_>) {
        let mut text = String::from("= ");
        if let Some(expression) = property.value() {
            value::expression(expression, &mut text);
        }
        self.table.row(vec![property.name().text.to_owned(), text.trim_end().to_owned()]);
    }
}

/// `/// …` behind the opening brace says nothing of the first field, and must not begin to. (Prisma
/// drops whatever stands there.)
fn plain_comment(kind: TokenKind, text: &str) -> &str {
    let slashes = text.len() - text.trim_start_matches('/').len();
    if kind == TokenKind::Doc { &text[slashes - 2..] } else { text }
}

/// A line with something in it that a fresh layout would lose.
fn is_raw(node: Node<'_>, broken: &Broken) -> bool {
    node.kind() == NodeKind::Error
        || broken.spoils_line(&node.range())
        || node.tokens().any(|(kind, _)| kind.is_comment())
        || has_trailing_comma(node)
}

/// `[a,]`. (`(a,)` is mended, as Prisma does.)
fn has_trailing_comma(node: Node<'_>) -> bool {
    let mut comma = false;
    node.tokens().filter(|(kind, _)| !kind.is_trivia()).any(|(kind, _)| {
        let found = comma && kind == TokenKind::RBracket;
        comma = kind == TokenKind::Comma;
        found
    })
}
