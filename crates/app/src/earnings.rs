//! What an account earned: a statement for each month, its lines, and the shares behind them.
//!
//! A month holds what was recorded in it, whenever it happened: a statement that is over stays as it
//! was read. An event's id says when it was recorded, so a month is a range of ids.

mod month;

use std::collections::BTreeMap;

use domain::{AccountId, CharacterId, CollaboratorRole, RevenueEventId, SplitSetId};
use jiff::Timestamp;
use store::StoreError;
use store::queries::{accounts, earnings};

use crate::{Actor, App};

pub use month::Month;

/// A line of a statement. Earnings are positive; a refund takes them back.
pub type EarningLine = earnings::EarningLinesRow;

/// What a character brought in a month, in one currency.
pub type EarningSum = earnings::EarningSumsRow;

/// Months of a chart.
pub const CHART_MONTHS: i32 = 12;

/// Lines of a page.
const LINES_MAX: i64 = 100;

/// Lines that a file is put together from at a time.
const FILE_LINES_MAX: i64 = 1_000;

#[derive(Debug, thiserror::Error)]
pub enum EarningsError {
    #[error("there is no such account, or its earnings are not yours to see")]
    NotFound,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose earnings are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earner {
    pub id: AccountId,
    pub handle: String,
}

/// Where pages of lines and of shares start: behind these.
#[derive(Clone, Copy, Debug, Default)]
pub struct EarningsPage {
    pub after: Option<RevenueEventId>,
    pub shares_after: Option<SplitSetId>,
}

/// A month of an account, with the year that leads to it.
#[derive(Clone, Debug)]
pub struct Statement {
    pub month: Month,
    pub sums: Vec<EarningSum>,
    pub lines: Vec<EarningLine>,
    /// Behind which line the next page starts.
    pub next: Option<RevenueEventId>,
    pub chart: Vec<CurrencyYear>,
    pub shares: Vec<ShareSpan>,
    pub next_shares: Option<SplitSetId>,
}

/// What came in a currency, month by month; a month without anything is zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrencyYear {
    pub currency: String,
    pub months: Vec<(Month, i64)>,
}

/// A share of a character, from a moment until the next split of it.
#[derive(Clone, Debug)]
pub struct ShareSpan {
    pub id: SplitSetId,
    pub character_id: CharacterId,
    pub name: String,
    pub role: CollaboratorRole,
    pub share_ppm: i32,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
}

impl App {
    /// The month that it is.
    pub fn this_month(&self) -> Month {
        Month::of(self.now())
    }

    /// The account of this name, where the actor may see its earnings; the actor's own without one.
    pub async fn earner(
        &self,
        actor: &Actor,
        handle: Option<&str>,
    ) -> Result<Earner, EarningsError> {
        let Some(handle) = handle else {
            return Ok(Earner { id: actor.id, handle: actor.handle.clone() });
        };
        let found = accounts::account_by_handle(self.reader(), handle).await?;
        found
            .filter(|account| actor.as_domain().may_see_earnings(account.id))
            .map(|account| Earner { id: account.id, handle: account.handle })
            .ok_or(EarningsError::NotFound)
    }

    /// A month of an account.
    pub async fn statement(
        &self,
        earner: &Earner,
        month: Month,
        page: EarningsPage,
    ) -> Result<Statement, EarningsError> {
        let (on, from, end) = (self.reader(), month.first_event(), month.next().first_event());
        let shares_before = page.shares_after.unwrap_or(SplitSetId(uuid::Uuid::max()));
        let (sums, lines, chart, shares) = tokio::try_join!(
            earnings::earning_sums(on, earner.id, from, end),
            self.lines(earner, month, page.after, LINES_MAX),
            self.chart(earner, month),
            earnings::split_history(on, earner.id, shares_before, LINES_MAX),
        )?;
        let next =
            lines.last().filter(|_| full(&lines, LINES_MAX)).map(|line| line.revenue_event_id);
        let next_shares = shares.last().filter(|_| full(&shares, LINES_MAX)).map(|share| share.id);
        let shares = shares.into_iter().map(ShareSpan::from).collect();
        Ok(Statement { month, sums, lines, next, chart, shares, next_shares })
    }

    /// Lines of a month behind one of them, newest first, as many as a file takes at a time.
    pub async fn earning_lines(
        &self,
        earner: &Earner,
        month: Month,
        after: Option<RevenueEventId>,
    ) -> Result<(Vec<EarningLine>, Option<RevenueEventId>), EarningsError> {
        let lines = self.lines(earner, month, after, FILE_LINES_MAX).await?;
        let next =
            lines.last().filter(|_| full(&lines, FILE_LINES_MAX)).map(|line| line.revenue_event_id);
        Ok((lines, next))
    }

    async fn lines(
        &self,
        earner: &Earner,
        month: Month,
        after: Option<RevenueEventId>,
        page_size: i64,
    ) -> Result<Vec<EarningLine>, StoreError> {
        let end = month.next().first_event();
        let before = after.map_or(end, |after| RevenueEventId(after.0.min(end.0)));
        let from = month.first_event();
        earnings::earning_lines(self.reader(), earner.id, from, before, page_size).await
    }

    /// The months until now; until the one shown, where that lies before them.
    async fn chart(&self, earner: &Earner, shown: Month) -> Result<Vec<CurrencyYear>, StoreError> {
        let now = self.this_month();
        let last = if shown < now.back(CHART_MONTHS - 1) { shown } else { now };
        let months: Vec<Month> = (0..CHART_MONTHS).rev().map(|back| last.back(back)).collect();
        let firsts: Vec<RevenueEventId> = months.iter().map(|month| month.first_event()).collect();
        let (from, end) = (months[0].first_event(), last.next().first_event());
        let rows = earnings::earning_months(self.reader(), &firsts, earner.id, from, end).await?;
        Ok(years(&months, rows))
    }
}

/// There may be more behind it.
fn full<T>(rows: &[T], page_size: i64) -> bool {
    rows.len() as i64 == page_size
}

fn years(months: &[Month], rows: Vec<earnings::EarningMonthsRow>) -> Vec<CurrencyYear> {
    let mut by_currency: BTreeMap<String, Vec<(Month, i64)>> = BTreeMap::new();
    for row in rows {
        let nothing = || months.iter().map(|month| (*month, 0)).collect();
        let year = by_currency.entry(row.currency).or_insert_with(nothing);
        // Counted from 1; what lies before the first is not asked for.
        let at = usize::try_from(row.month - 1).ok();
        if let Some((_, earned)) = at.and_then(|at| year.get_mut(at)) {
            *earned = row.earned_minor;
        }
    }
    by_currency.into_iter().map(|(currency, months)| CurrencyYear { currency, months }).collect()
}

impl From<earnings::SplitHistoryRow> for ShareSpan {
    fn from(row: earnings::SplitHistoryRow) -> Self {
        ShareSpan {
            id: row.id,
            character_id: row.character_id,
            name: row.name,
            role: row.role,
            share_ppm: row.share_ppm,
            from: row.effective_from,
            until: row.effective_until,
        }
    }
}
