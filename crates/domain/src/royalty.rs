//! Money: shares, splits without a remainder lost, and the lines of the ledger.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{AccountId, CanonicalError, CollaboratorRole, Digest, LedgerAccount, canonical};

/// The parts of a whole: shares and fees are parts per million.
pub const WHOLE_PPM: i32 = 1_000_000;

/// Someone who works on a character, and the share of what it earns that is theirs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// Who.
    pub account_id: AccountId,
    /// As what.
    pub role: CollaboratorRole,
    /// Parts per million.
    pub share_ppm: i32,
}

/// Shares that sum to the whole, each account once, in the order of account ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Shares(Vec<Share>);

/// Why shares don't make a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SharesRefusal {
    /// More or less than everything is given away.
    #[error("the shares sum to {sum} parts per million, not to {WHOLE_PPM}")]
    DoNotSum {
        /// What they sum to.
        sum: i64,
    },
    /// A share below nothing.
    #[error("the share of {account} is {share_ppm} parts per million, below nothing")]
    Negative {
        /// Whose.
        account: AccountId,
        /// The share.
        share_ppm: i32,
    },
    /// An account stands twice.
    #[error("{account} has more than one share")]
    Twice {
        /// Who.
        account: AccountId,
    },
}

impl Shares {
    /// The shares, if they make a whole.
    pub fn new(mut shares: Vec<Share>) -> Result<Self, SharesRefusal> {
        shares.sort();
        if let Some(share) = shares.iter().find(|share| share.share_ppm < 0) {
            let Share { account_id: account, share_ppm, .. } = *share;
            return Err(SharesRefusal::Negative { account, share_ppm });
        }
        if let Some(pair) = shares.windows(2).find(|pair| pair[0].account_id == pair[1].account_id)
        {
            return Err(SharesRefusal::Twice { account: pair[0].account_id });
        }
        let sum = shares.iter().map(|share| i64::from(share.share_ppm)).sum();
        if sum != i64::from(WHOLE_PPM) {
            return Err(SharesRefusal::DoNotSum { sum });
        }
        Ok(Self(shares))
    }

    /// All to one author.
    pub fn sole(author: AccountId) -> Self {
        Self(vec![Share {
            account_id: author,
            role: CollaboratorRole::Author,
            share_ppm: WHOLE_PPM,
        }])
    }

    /// The shares, in the order of account ids.
    pub fn as_slice(&self) -> &[Share] {
        &self.0
    }

    /// The digest of the canonical list, `split_sets.digest`.
    pub fn digest(&self) -> Result<Digest, CanonicalError> {
        canonical::digest(&self.0)
    }
}

/// What of an amount is whose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Portion {
    /// Whose.
    pub account_id: AccountId,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// Splits an amount by largest remainder: each gets the floor of their share, and the units left
/// over go, one each, to the largest remainders; between equal ones the lower account id is first.
/// The portions sum to the amount, in the order of account ids.
pub fn split(amount_minor: i64, shares: &Shares) -> Vec<Portion> {
    let magnitude = u128::from(amount_minor.unsigned_abs());
    let whole = u128::from(WHOLE_PPM.unsigned_abs());
    let products: Vec<u128> = shares
        .0
        .iter()
        .map(|share| magnitude * u128::from(share.share_ppm.unsigned_abs()))
        .collect();
    let mut parts: Vec<u128> = products.iter().map(|product| product / whole).collect();
    let left = magnitude - parts.iter().sum::<u128>();
    let mut by_remainder: Vec<usize> = (0..products.len()).collect();
    by_remainder.sort_by_key(|index| (Reverse(products[*index] % whole), *index));
    for index in by_remainder.into_iter().take(left as usize) {
        parts[index] += 1;
    }
    let portion = |(share, part): (&Share, u128)| Portion {
        account_id: share.account_id,
        amount_minor: signed(part, amount_minor),
    };
    shares.0.iter().zip(parts).map(portion).collect()
}

/// A part is no larger than the amount it is of, so it fits with the amount's sign.
fn signed(part: u128, like: i64) -> i64 {
    let part = part as i128;
    (if like < 0 { -part } else { part }) as i64
}

/// The provider's fee on an amount: rounded down, so that the odd unit is the creators'.
pub fn platform_fee(amount_minor: i64, fee_ppm: i32) -> i64 {
    (i128::from(amount_minor) * i128::from(fee_ppm) / i128::from(WHOLE_PPM)) as i64
}

/// One line of the ledger. Debits are positive, credits negative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PostingLine {
    /// 1, 2, 3 … within the event.
    pub line: i32,
    /// The account of the ledger.
    pub ledger_account: LedgerAccount,
    /// Whom it is owed to, on `payable`.
    pub account_id: Option<AccountId>,
    /// How much, in minor units.
    pub amount_minor: i64,
}

/// The lines of a sale: the source owes the amount; the fee is the provider's, the rest is owed by
/// shares. They sum to nothing. A share that comes to nothing has no line.
pub fn postings_for_sale(amount_minor: i64, fee_ppm: i32, shares: &Shares) -> Vec<PostingLine> {
    let fee = platform_fee(amount_minor, fee_ppm);
    let mut amounts =
        vec![(LedgerAccount::Clearing, None, amount_minor), (LedgerAccount::Platform, None, -fee)];
    for portion in split(amount_minor - fee, shares) {
        amounts.push((LedgerAccount::Payable, Some(portion.account_id), -portion.amount_minor));
    }
    amounts.retain(|(_, _, amount)| *amount != 0);
    let line = |(line, (ledger_account, account_id, amount_minor))| PostingLine {
        line,
        ledger_account,
        account_id,
        amount_minor,
    };
    (1..).zip(amounts).map(line).collect()
}

/// The lines of a refund: those of its sale, negated.
pub fn postings_for_refund(sale: &[PostingLine]) -> Vec<PostingLine> {
    let negated =
        |line: &PostingLine| PostingLine { amount_minor: -line.amount_minor, ..line.clone() };
    sale.iter().map(negated).collect()
}

/// What each account of the ledger holds after some lines: `payable` by account.
pub fn balances(lines: &[PostingLine]) -> BTreeMap<(LedgerAccount, Option<AccountId>), i128> {
    let mut balances = BTreeMap::new();
    for line in lines {
        *balances.entry((line.ledger_account, line.account_id)).or_insert(0) +=
            i128::from(line.amount_minor);
    }
    balances
}
