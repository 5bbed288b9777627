//! The studio's pages: how long until one is there, one reader at a time, and how heavy it is.

use std::net::SocketAddr;
use std::time::Instant;

use crate::figures::{kept, median};
use crate::http::{Client, get};
use crate::world::{CREATOR, Outcome, World};

/// What is promised: milliseconds to the first byte of any page.
const PROMISED: f64 = 20.0;
/// Readings of each page, each of another character where a page is of one.
const READINGS: usize = 200;

/// What is asked for, by whom, and of what: `{}` is one of the texts that the statement finds.
const PAGES: &[(&str, &str, &str, &str)] = &[
    ("market", "/market", "", ""),
    ("market, last", "/market?sort=updated", "", ""),
    ("market, text", "/market?text=harbour", "", ""),
    ("market, tag", "/market?tag=tag-3", "", ""),
    ("character", "/market/{}", "", SLUGS),
    ("library", "/library", CREATOR, ""),
    ("library, table", "/library?view=table", CREATOR, ""),
    ("library, state", "/library?state=published", CREATOR, ""),
    ("library, text", "/library?text=harbour", CREATOR, ""),
    ("editor", "/characters/{}/edit", CREATOR, OWN),
    ("lorebook", "/characters/{}/lorebook", CREATOR, OWN),
    ("revisions", "/characters/{}/revisions", CREATOR, OWN),
    ("publish", "/characters/{}/publish", CREATOR, OWN),
    ("earnings", "/earnings", CREATOR, ""),
    ("moderation", "/moderation", "seed-moderator", ""),
    ("reports", "/moderation/reports", "seed-moderator", ""),
    ("reports, all", "/moderation/reports?show=all", "seed-moderator", ""),
    ("tags", "/admin/tags", "seed-moderator", ""),
    ("account", "/account", CREATOR, ""),
    ("lineage", "/lineage/revenue-event/{}", "seed-finance", EVENTS),
];

const SLUGS: &str = "SELECT slug FROM catalog.market_listings ORDER BY md5(slug) LIMIT 200";
const OWN: &str = "SELECT d.character_id::text FROM studio.character_drafts d
    JOIN identity.accounts a ON a.id = d.creator_id WHERE a.handle = 'creator-5'
   ORDER BY md5(d.id::text) LIMIT 200";
const EVENTS: &str = "SELECT id::text FROM economy.revenue_events ORDER BY md5(id::text) LIMIT 200";

pub(crate) async fn run(world: &World, address: SocketAddr) -> Outcome<()> {
    println!("{:<18} {:>9}  {:>9}  {:>8}", "page", "median ms", "p99 ms", "bytes");
    let mut client = Client::connect(address).await?;
    for (name, path, who, of) in PAGES {
        let texts = if of.is_empty() { vec![String::new()] } else { world.texts(of).await? };
        let mut took = Vec::with_capacity(READINGS);
        let mut bytes = 0;
        for reading in 0..READINGS {
            let path = path.replace("{}", &texts[reading % texts.len()]);
            let request = get(&path, who, "accept: text/html\r\n");
            let begun = Instant::now();
            let reply = client.send(&request).await?;
            took.push(begun.elapsed().as_secs_f64() * 1e3);
            if reply.status != 200 {
                println!("{name:<18} answers {} to {path}", reply.status);
                took.clear();
                break;
            }
            bytes = bytes.max(reply.body.len());
        }
        if took.is_empty() {
            continue;
        }
        took.sort_by(f64::total_cmp);
        let p99 = took[took.len() * 99 / 100];
        let middle = median(took);
        println!("{name:<18} {middle:>9.2}  {p99:>9.2}  {bytes:>8}  {}", kept(middle, PROMISED));
    }
    Ok(())
}
