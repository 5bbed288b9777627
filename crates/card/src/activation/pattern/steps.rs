//! A backtracking engine with a step limit, for what the linear one can't run: look-around,
//! back-references, `\B`. Semantics are those of ECMA-262; a search that takes too long gives up.

use super::parse::{Flags, Node, Parsed};
use super::set::{self, Set};

/// A longer program is refused.
const OPS_MAX: usize = 50_000;

#[derive(Debug)]
enum Op {
    One {
        set: usize,
        back: bool,
    },
    Jump(usize),
    /// Goes on at the first, and comes back to the second.
    Split(usize, usize),
    Save(usize),
    Start,
    End,
    Word {
        not: bool,
    },
    /// The body runs up to its `Done`; then on at `next`.
    Look {
        not: bool,
        next: usize,
    },
    Back {
        group: usize,
        back: bool,
    },
    Clear(usize, usize),
    Zero(usize),
    Mark(usize),
    /// One more round of a counted loop, then `head`.
    Round {
        count: usize,
        mark: usize,
        min: u32,
        head: usize,
    },
    /// The head of a counted loop: in, out, or either.
    Head {
        count: usize,
        min: u32,
        max: Option<u32>,
        greedy: bool,
        out: usize,
    },
    Done,
}

#[derive(Debug)]
pub(super) struct Program {
    ops: Vec<Op>,
    sets: Vec<Set>,
    registers: usize,
    flags: Flags,
}

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// It begins at this symbol.
    Yes(usize),
    No,
    GaveUp,
}

pub(super) fn compile(parsed: &Parsed, flags: Flags) -> Option<Program> {
    let mut program =
        Program { ops: Vec::new(), sets: Vec::new(), registers: (parsed.groups + 1) * 2, flags };
    program.emit(&parsed.node, false)?;
    program.ops.push(Op::Done);
    Some(program)
}

impl Program {
    fn emit(&mut self, node: &Node, back: bool) -> Option<()> {
        if self.ops.len() > OPS_MAX {
            return None;
        }
        match node {
            Node::Empty => {}
            Node::One(set) => {
                self.sets.push(set.clone());
                self.ops.push(Op::One { set: self.sets.len() - 1, back });
            }
            Node::Seq(list) if back => list.iter().rev().try_for_each(|n| self.emit(n, back))?,
            Node::Seq(list) => list.iter().try_for_each(|n| self.emit(n, back))?,
            Node::Alt(list) => self.emit_alternatives(list, back)?,
            Node::Group(node, number) => {
                let (first, last) = (number * 2, number * 2 + 1);
                self.ops.push(Op::Save(if back { last } else { first }));
                self.emit(node, back)?;
                self.ops.push(Op::Save(if back { first } else { last }));
            }
            Node::Repeat { .. } => self.emit_repeat(node, back)?,
            Node::Start => self.ops.push(Op::Start),
            Node::End => self.ops.push(Op::End),
            Node::Word { not } => self.ops.push(Op::Word { not: *not }),
            Node::Look { ahead, not, node } => {
                let at = self.ops.len();
                self.ops.push(Op::Look { not: *not, next: 0 });
                self.emit(node, !ahead)?;
                self.ops.push(Op::Done);
                self.ops[at] = Op::Look { not: *not, next: self.ops.len() };
            }
            Node::Back(group) => self.ops.push(Op::Back { group: *group, back }),
        }
        Some(())
    }

    fn emit_alternatives(&mut self, list: &[Node], back: bool) -> Option<()> {
        let mut ends = Vec::new();
        for (index, node) in list.iter().enumerate() {
            let split = self.ops.len();
            if index + 1 < list.len() {
                self.ops.push(Op::Split(split + 1, 0));
            }
            self.emit(node, back)?;
            if index + 1 < list.len() {
                ends.push(self.ops.len());
                self.ops.push(Op::Jump(0));
                self.ops[split] = Op::Split(split + 1, self.ops.len());
            }
        }
        let out = self.ops.len();
        for end in ends {
            self.ops[end] = Op::Jump(out);
        }
        Some(())
    }

    fn emit_repeat(&mut self, node: &Node, back: bool) -> Option<()> {
        let Node::Repeat { node, min, max, greedy, groups } = node else { return None };
        let (count, mark) = (self.registers, self.registers + 1);
        self.registers += 2;
        self.ops.push(Op::Zero(count));
        let head = self.ops.len();
        self.ops.push(Op::Done);
        self.ops.push(Op::Mark(mark));
        if groups.0 <= groups.1 {
            self.ops.push(Op::Clear(groups.0 * 2, groups.1 * 2 + 1));
        }
        self.emit(node, back)?;
        self.ops.push(Op::Round { count, mark, min: *min, head });
        let out = self.ops.len();
        self.ops[head] = Op::Head { count, min: *min, max: *max, greedy: *greedy, out };
        Some(())
    }

    /// Whether the text has a match, within so many steps; takes them off `steps`.
    pub(super) fn search(&self, text: &[u32], steps: &mut u64) -> Found {
        let mut run = Run {
            program: self,
            text,
            registers: vec![usize::MAX; self.registers],
            frames: Vec::new(),
            steps,
        };
        let last = if self.flags.sticky { 0 } else { text.len() };
        for from in 0..=last {
            run.frames.clear();
            run.registers.fill(usize::MAX);
            match run.at(0, from) {
                Some(true) => return Found::Yes(from),
                Some(false) => {}
                None => return Found::GaveUp,
            }
        }
        Found::No
    }
}

enum Frame {
    Branch { op: usize, at: usize },
    Restore { register: usize, value: usize },
}

struct Run<'a> {
    program: &'a Program,
    text: &'a [u32],
    registers: Vec<usize>,
    frames: Vec<Frame>,
    steps: &'a mut u64,
}

impl Run<'_> {
    /// Runs from an operation at a place of the text; `None` when the steps are used up.
    fn at(&mut self, mut op: usize, mut at: usize) -> Option<bool> {
        let base = self.frames.len();
        loop {
            *self.steps = self.steps.checked_sub(1)?;
            let next = match &self.program.ops[op] {
                Op::Done => return Some(true),
                Op::Look { not, next } => self.look(op + 1, at, *not)?.then_some((*next, at)),
                other => self.step(other, op, at),
            };
            match next.or_else(|| self.backtrack(base)) {
                Some(found) => (op, at) = found,
                None => return Some(false),
            }
        }
    }

    fn look(&mut self, op: usize, at: usize, not: bool) -> Option<bool> {
        let base = self.frames.len();
        let found = self.at(op, at)?;
        if not {
            self.undo(base);
        } else {
            // What it captured stays, and is undone with the rest; its other ways are gone.
            let kept = self.frames.split_off(base);
            let kept = kept.into_iter().filter(|frame| matches!(frame, Frame::Restore { .. }));
            self.frames.extend(kept);
        }
        Some(found != not)
    }

    fn undo(&mut self, base: usize) {
        while self.frames.len() > base {
            if let Some(Frame::Restore { register, value }) = self.frames.pop() {
                self.registers[register] = value;
            }
        }
    }

    fn backtrack(&mut self, base: usize) -> Option<(usize, usize)> {
        while self.frames.len() > base {
            match self.frames.pop()? {
                Frame::Branch { op, at } => return Some((op, at)),
                Frame::Restore { register, value } => self.registers[register] = value,
            }
        }
        None
    }

    fn set(&mut self, register: usize, value: usize) {
        let old = std::mem::replace(&mut self.registers[register], value);
        self.frames.push(Frame::Restore { register, value: old });
    }

    fn step(&mut self, what: &Op, op: usize, at: usize) -> Option<(usize, usize)> {
        match *what {
            Op::One { set, back } => {
                let (symbol, next) = self.read(at, back)?;
                self.program.sets[set].has(symbol).then_some((op + 1, next))
            }
            Op::Jump(to) => Some((to, at)),
            Op::Split(first, second) => {
                self.frames.push(Frame::Branch { op: second, at });
                Some((first, at))
            }
            Op::Save(register) | Op::Mark(register) => {
                self.set(register, at);
                Some((op + 1, at))
            }
            Op::Zero(register) => {
                self.set(register, 0);
                Some((op + 1, at))
            }
            Op::Clear(from, to) => {
                (from..=to).for_each(|register| self.set(register, usize::MAX));
                Some((op + 1, at))
            }
            Op::Start => self.line_edge(at.checked_sub(1)).then_some((op + 1, at)),
            Op::End => self.line_edge(Some(at)).then_some((op + 1, at)),
            Op::Word { not } => (self.word_edge(at) != not).then_some((op + 1, at)),
            Op::Back { group, back } => Some((op + 1, self.back(group, at, back)?)),
            Op::Head { count, min, max, greedy, out } => {
                Some(self.head(op, at, (count, min, max, greedy, out)))
            }
            Op::Round { count, mark, min, head } => {
                let rounds = self.registers[count];
                // A round that took nothing is no round, once there are enough.
                if rounds >= min as usize && self.registers[mark] == at {
                    return None;
                }
                self.set(count, rounds + 1);
                Some((head, at))
            }
            Op::Look { .. } | Op::Done => None,
        }
    }

    fn head(
        &mut self,
        op: usize,
        at: usize,
        (count, min, max, greedy, out): (usize, u32, Option<u32>, bool, usize),
    ) -> (usize, usize) {
        let rounds = self.registers[count];
        if rounds < min as usize {
            return (op + 1, at);
        }
        if max.is_some_and(|max| rounds >= max as usize) {
            return (out, at);
        }
        let (first, second) = if greedy { (op + 1, out) } else { (out, op + 1) };
        self.frames.push(Frame::Branch { op: second, at });
        (first, at)
    }

    fn read(&self, at: usize, back: bool) -> Option<(u32, usize)> {
        let place = if back { at.checked_sub(1)? } else { at };
        let symbol = *self.text.get(place)?;
        Some((symbol, if back { place } else { at + 1 }))
    }

    /// Whether the symbol there is none, or ends a line where lines count.
    fn line_edge(&self, place: Option<usize>) -> bool {
        match place.and_then(|place| self.text.get(place)) {
            None => true,
            Some(&symbol) => self.program.flags.multiline && set::line_ends().has(symbol),
        }
    }

    fn word_edge(&self, at: usize) -> bool {
        let flags = self.program.flags;
        // Under `iu` two letters outside ASCII are one with s and k.
        let folded = flags.unicode && flags.ignore_case;
        let word = |symbol: u32| match char::from_u32(symbol) {
            Some(ch) if ch.is_ascii_alphanumeric() || ch == '_' => true,
            Some('\u{17F}' | '\u{212A}') => folded,
            _ => false,
        };
        let is = |place: Option<usize>| {
            place.and_then(|p| self.text.get(p)).is_some_and(|&symbol| word(symbol))
        };
        is(at.checked_sub(1)) != is(Some(at))
    }

    fn back(&self, group: usize, at: usize, back: bool) -> Option<usize> {
        let (from, to) = (self.registers[group * 2], self.registers[group * 2 + 1]);
        if from == usize::MAX || to == usize::MAX {
            return Some(at);
        }
        let captured = &self.text[from..to];
        let start = if back { at.checked_sub(captured.len())? } else { at };
        let here = self.text.get(start..start + captured.len())?;
        let same = captured.iter().zip(here).all(|(a, b)| self.same(*a, *b));
        same.then_some(if back { start } else { start + captured.len() })
    }

    fn same(&self, a: u32, b: u32) -> bool {
        let flags = self.program.flags;
        match (flags.ignore_case, flags.unicode) {
            (false, _) => a == b,
            (true, false) => set::canonical(a) == set::canonical(b),
            (true, true) => a == b || Set::one(a).folded(true).has(b),
        }
    }
}
