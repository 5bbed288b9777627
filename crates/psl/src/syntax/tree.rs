//! The lossless tree, flat: nodes in preorder, each with its tokens and the end of its subtree.
//!
//! Two vectors and a borrowed text hold it all. There is nothing to count references of and
//! nothing to intern, so that a schema of 300 models parses in about a millisecond.

use std::ops::Range;

use super::lexer::TokenKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NodeKind {
    File,
    /// `model`, `view`, `enum`, `type`, `datasource`, `generator` and what looks like one of them.
    Block,
    /// `type X = …`, which Prisma gave up.
    TypeAlias,
    /// A line of a model or an enum value: a name, perhaps a type, attributes.
    Field,
    /// The type of a field with its `?` or `[]`.
    Type,
    FieldAttribute,
    BlockAttribute,
    /// `key = value` in a datasource or generator.
    Property,
    /// A name, with dots where it has several parts.
    Path,
    Arguments,
    Argument,
    /// A function call.
    Call,
    Array,
    /// `{ key: value }` in `where`.
    Object,
    /// A number or a string.
    Literal,
    /// A constant: `true`, `Desc`, a field name.
    Constant,
    /// A line that could not be understood.
    Error,
}

/// A token of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub start: u32,
}

#[derive(Clone, Copy, Debug)]
struct NodeData {
    kind: NodeKind,
    /// Tokens from here …
    first: u32,
    /// … to before here.
    last: u32,
    /// The node after this subtree.
    end: u32,
}

/// A parsed file. Its tokens, one after the other, are the text.
#[derive(Debug)]
pub struct Tree<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    nodes: Vec<NodeData>,
}

impl<'a> Tree<'a> {
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, at: 0 }
    }

    pub fn text(&self) -> &'a str {
        self.text
    }

    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    fn offset(&self, token: u32) -> u32 {
        self.tokens.get(token as usize).map_or(self.text.len() as u32, |token| token.start)
    }
}

/// A node of a [`Tree`]; copying it costs nothing.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree<'t>,
    at: u32,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}@{:?}", self.kind(), self.range())
    }
}

impl<'t> Node<'t> {
    fn data(self) -> NodeData {
        self.tree.nodes[self.at as usize]
    }

    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    pub fn range(self) -> Range<u32> {
        let data = self.data();
        self.tree.offset(data.first)..self.tree.offset(data.last)
    }

    pub fn text(self) -> &'t str {
        let range = self.range();
        &self.tree.text[range.start as usize..range.end as usize]
    }

    pub fn children(self) -> impl Iterator<Item = Node<'t>> + Clone {
        let (tree, end) = (self.tree, self.data().end);
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            let node = (at < end).then_some(Node { tree, at })?;
            at = node.data().end;
            Some(node)
        })
    }

    pub fn child(self, kind: NodeKind) -> Option<Node<'t>> {
        self.children().find(|node| node.kind() == kind)
    }

    /// All tokens under this node, those of its children included.
    pub fn tokens(self) -> impl DoubleEndedIterator<Item = (TokenKind, Range<u32>)> + 't {
        let data = self.data();
        let tree = self.tree;
        (data.first..data.last)
            .map(move |at| (tree.tokens[at as usize].kind, tree.offset(at)..tree.offset(at + 1)))
    }

    pub fn token(self, kind: TokenKind) -> Option<Range<u32>> {
        self.tokens().find(|(found, _)| *found == kind).map(|(_, range)| range)
    }

    /// The text of a range of the same file.
    pub fn slice(self, range: Range<u32>) -> &'t str {
        &self.tree.text[range.start as usize..range.end as usize]
    }

    /// The tokens of the file before this node, nearest first.
    pub fn tokens_before(self) -> impl Iterator<Item = (TokenKind, Range<u32>)> + 't {
        let tree = self.tree;
        (0..self.data().first)
            .rev()
            .map(move |at| (tree.tokens[at as usize].kind, tree.offset(at)..tree.offset(at + 1)))
    }

    /// The tokens of the file after this node.
    pub fn tokens_after(self) -> impl Iterator<Item = (TokenKind, Range<u32>)> + 't {
        let tree = self.tree;
        (self.data().last..tree.tokens.len() as u32)
            .map(move |at| (tree.tokens[at as usize].kind, tree.offset(at)..tree.offset(at + 1)))
    }
}

/// Builds the flat vectors while the parser walks the tokens.
#[derive(Debug)]
pub(super) struct Builder<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    nodes: Vec<NodeData>,
}

/// A node that is still open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open(usize);

impl<'a> Builder<'a> {
    pub(super) fn new(text: &'a str, tokens: Vec<Token>) -> Self {
        // A line has about ten tokens and four nodes.
        let nodes = Vec::with_capacity(tokens.len() / 2);
        Self { text, tokens, nodes }
    }

    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    pub(super) fn token_text(&self, at: usize) -> &'a str {
        let start = self.offset(at);
        &self.text[start..self.offset(at + 1)]
    }

    pub(super) fn offset(&self, at: usize) -> usize {
        self.tokens.get(at).map_or(self.text.len(), |token| token.start as usize)
    }

    pub(super) fn open(&mut self, kind: NodeKind, token: usize) -> Open {
        let at = self.nodes.len();
        self.nodes.push(NodeData { kind, first: token as u32, last: token as u32, end: 0 });
        Open(at)
    }

    pub(super) fn close(&mut self, open: Open, token: usize) {
        let end = self.nodes.len() as u32;
        let node = &mut self.nodes[open.0];
        node.last = token as u32;
        node.end = end;
    }

    pub(super) fn close_as(&mut self, open: Open, token: usize, kind: NodeKind) {
        self.nodes[open.0].kind = kind;
        self.close(open, token);
    }

    pub(super) fn finish(self) -> Tree<'a> {
        Tree { text: self.text, tokens: self.tokens, nodes: self.nodes }
    }
}
