//! Where did this money come from: the answer, as a tree.

use super::authoring::Character;
use super::cast::Cast;
use super::money::Sale;
use super::release::Publication;
use super::step::{chapter, ensure, short};
use crate::failure::Failure;
use crate::http::{Facts, HttpError};
use crate::say;

/// Asks as finance does, checks that nothing is missing, and prints it.
pub(super) fn trace(
    cast: &Cast,
    character: &Character,
    first: &Publication,
    sale: &Sale,
) -> Result<(), Failure> {
    chapter("The lineage of the sale");
    let path = format!("/api/lineage/revenue-event/{}", sale.id);
    let lineage = cast.finance.client.get(&path)?.facts(200)?;
    check(&lineage, cast, character, first, sale)?;
    print(&lineage)?;
    Ok(())
}

fn check(
    lineage: &Facts,
    cast: &Cast,
    character: &Character,
    first: &Publication,
    sale: &Sale,
) -> Result<(), Failure> {
    let publications = lineage.list("/publications")?;
    let [publication] = &publications[..] else {
        return Err(Failure::new("the demo stopped: a sale is pinned to one publication"));
    };
    ensure(lineage.is("/character/id", character.id.as_str()), "it is about this character")?;
    ensure(publication.is("/id", first.id.as_str()), "it leads to the first publication")?;
    ensure(
        lineage.is("/revisions/0/digest", first.revision_digest.as_str()),
        "it leads to the revision that was sealed",
    )?;
    ensure(!publication.list("/evaluations")?.is_empty(), "it names the evaluations relied on")?;
    ensure(
        publication.is("/approvals/0/handle", cast.moderator.handle.as_str()),
        "it names the moderator who approved",
    )?;
    ensure(publication.is("/targets/0/appId", cast.app_id.as_str()), "it names the runtime")?;
    ensure(publication.is("/actor/accountId", cast.creator.id.as_str()), "it names the actor")?;
    ensure(publication.is("/assets/0/tokenId", cast.suffix.as_str()), "it names the mint")?;
    let owed = lineage.list("/owed")?;
    let amounts: Vec<i64> =
        owed.iter().map(|it| it.number("/amountMinor")).collect::<Result<_, _>>()?;
    ensure(sorted(&amounts) == sorted(&sale.amounts), "it says who is owed what of it")
}

fn sorted(amounts: &[i64]) -> Vec<i64> {
    let mut amounts = amounts.to_vec();
    amounts.sort_unstable();
    amounts
}

fn print(lineage: &Facts) -> Result<(), HttpError> {
    let event = lineage.text("/revenueEvent/id")?;
    let (amount, currency) =
        (lineage.number("/revenueEvent/amountMinor")?, lineage.text("/revenueEvent/currency")?);
    say::told(format_args!("  sale {event}: {amount} {currency}, in minor units"));
    for owed in lineage.list("/owed")? {
        let whose = owed.text("/handle").map(|handle| format!(" of {handle}")).unwrap_or_default();
        let (account, amount) = (owed.text("/ledgerAccount")?, owed.number("/amountMinor")?);
        say::told(format_args!("  │   {amount:>+6}  {account}{whose}"));
    }
    for publication in lineage.list("/publications")? {
        publication_branch(&publication)?;
    }
    for revision in lineage.list("/revisions")? {
        revision_branch(&revision)?;
    }
    let (slug, id) = (lineage.text("/character/slug")?, lineage.text("/character/id")?);
    say::told(format_args!("  └─ character `{slug}` ({id})"));
    Ok(())
}

fn publication_branch(publication: &Facts) -> Result<(), HttpError> {
    let text = |pointer| publication.text(pointer);
    let (kind, at) = (text("/kind")?, text("/createdAt")?);
    branch("├─", format!("{kind} {} at {at}", publication.number("/sequence")?));
    let wallet = text("/actor/walletAddress").map(|it| format!(", wallet {it}"));
    branch("│  ├─", format!("by {}{}", text("/actor/handle")?, wallet.unwrap_or_default()));
    branch("│  ├─", format!("receipt {}…", short(text("/receiptDigest")?)));
    branch("│  ├─", format!("payload {}…", short(text("/payloadDigest")?)));
    branch("│  ├─", format!("contract {}…", short(text("/contractHash")?)));
    for it in publication.list("/evaluations")? {
        let (evaluator, version) = (it.text("/evaluator")?, it.text("/version")?);
        let configuration = short(it.text("/configurationDigest")?);
        let verdict = it.text("/verdict")?;
        branch(
            "│  ├─",
            format!("{evaluator} {version}, configuration {configuration}…: {verdict}"),
        );
    }
    for it in publication.list("/approvals")? {
        branch("│  ├─", format!("approved by {}", it.text("/handle")?));
    }
    for it in publication.list("/targets")? {
        let (app, pack) = (it.text("/appId")?, it.text("/modelPackId")?);
        branch("│  ├─", format!("runs in {app} on {pack} version {}", it.number("/version")?));
    }
    for it in publication.list("/assets")? {
        let (kind, token) = (it.text("/kind")?, it.text("/tokenId")?);
        branch("│  ├─", format!("{kind} of token {token} on {}", it.text("/chain")?));
    }
    let shares = publication.list("/splitSet/shares")?;
    let shares: Vec<String> = shares.iter().map(share).collect::<Result<_, _>>()?;
    let split = short(text("/splitSet/digest")?);
    branch("│  └─", format!("split {split}…: {}", shares.join(", ")));
    Ok(())
}

/// `ada 70 %`
fn share(share: &Facts) -> Result<String, HttpError> {
    let percent = share.number("/sharePpm")? as f64 / 10_000.0;
    Ok(format!("{} {percent} %", share.text("/handle")?))
}

fn revision_branch(revision: &Facts) -> Result<(), HttpError> {
    let (number, digest) = (revision.number("/number")?, short(revision.text("/digest")?));
    branch(
        "├─",
        format!("revision {number}, {digest}…, sealed by {}", revision.text("/sealedByHandle")?),
    );
    let (draft, version) = (revision.text("/draftId")?, revision.number("/draftVersion")?);
    branch("│  └─", format!("draft {draft}, version {version}"));
    Ok(())
}

fn branch(stem: &str, text: String) {
    say::told(format_args!("  {stem} {text}"));
}
