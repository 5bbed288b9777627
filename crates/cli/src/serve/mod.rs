//! `repertoire serve`: from nothing to a URL, and cleanly back.

mod carries;
mod database;
mod desk;
mod embedded;
mod http;
mod listen;
mod prepare;
mod stop;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use app::ports::{
    HttpModeration, LogSubscriber, Moderation, NoModeration, Ports, Subscribers, SystemClock,
    WebHook,
};
use app::{App, SignInLinkMade, Signer, TokenIssued};
use clap::Args;
use domain::PublicAddress;

use crate::failure::{Failure, Outcome};
use crate::say;
use database::Database;
use stop::Stop;

/// The environment variable with the key of the moderation service. A key in an argument could be
/// read by every user of the machine.
const MODERATION_KEY: &str = "REPERTOIRE_MODERATION_KEY";

/// Run the inventory: its API, its jobs and, with no configuration, its own PostgreSQL.
///
/// Prints one line on stdout with its URL when it is ready; everything else goes to stderr. At the
/// first start it makes an administrator, and prints a token and a link to the studio once.
#[derive(Debug, Args)]
#[command(after_help = ENVIRONMENT)]
pub(crate) struct Serve {
    /// The folder of all that is kept: the private PostgreSQL and the key that signs receipts
    #[arg(long, value_name = "DIR", env = "REPERTOIRE_DATA", default_value = "./data")]
    data: PathBuf,
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7800")]
    listen: String,
    /// Where people find the server, as `https://characters.example`: passkeys and signatures of wallets
    /// are bound to it [default: http://localhost:PORT]
    #[arg(long, value_name = "URL", env = "REPERTOIRE_PUBLIC_ADDRESS")]
    public_address: Option<String>,
    /// A moderation service for gates that ask for one (its key: REPERTOIRE_MODERATION_KEY)
    #[arg(long, value_name = "URL")]
    moderation_url: Option<String>,
    /// Where each move of a pointer is told: POSTed as JSON, in order, at least once
    #[arg(long, value_name = "URL")]
    webhook_url: Option<String>,
    /// Print a fresh token and link for the administrator `admin`: for when the first were lost
    #[arg(long)]
    new_admin_token: bool,
}

const ENVIRONMENT: &str = "\
Environment:
  DATABASE_URL               a PostgreSQL (15 or later) of yours, instead of the private one
  DATABASE_OWNER_URL         migrates and grants first, as the owner; DATABASE_URL may then be a
                             role that can do neither
  DATABASE_READ_URL          a replica for reads
  REPERTOIRE_MODERATION_KEY  sent to the moderation service as a bearer token
  REPERTOIRE_LOG             what is logged, as `debug` or `server=debug`
  REPERTOIRE_PG_BIN          a folder with `postgres` and `initdb`, where none is found

Example:
  repertoire serve --data /var/lib/repertoire --listen 0.0.0.0:7800";

impl Serve {
    pub(crate) fn run(self) -> Outcome {
        tokio::runtime::Runtime::new()?.block_on(self.serve())
    }

    async fn serve(self) -> Outcome {
        let mut stop = Stop::new()?;
        let listener = listen::bind(&self.listen)?;
        make_folder(&self.data)?;
        let url = format!("http://{}", listener.local_addr()?);
        let address =
            listen::public_address(self.public_address.as_deref(), listener.local_addr()?)?;
        let started = tokio::select! {
            started = self.start(address) => started?,
            () = stop.wanted() => return Ok(ExitCode::SUCCESS),
        };
        let (app, database) = started;
        say::line(format_args!("Repertoire is ready at {url}"));
        let outcome = http::until_stopped(listener, app, &database, &mut stop).await;
        say::step("stopping");
        database.stop().await;
        outcome.map(|()| ExitCode::SUCCESS)
    }

    /// Everything that has to be there before the first request.
    async fn start(&self, address: PublicAddress) -> Result<(App, Database), Failure> {
        let signer = Signer::load_or_make(&self.data.join("signing-key"))?;
        let database = Database::open(&self.data).await?;
        let (reader, writer) = database.connect()?;
        carries::check(&reader, &database).await?;
        let ports = Ports {
            clock: Arc::new(SystemClock),
            moderation: self.moderation(),
            subscribers: self.subscribers(),
            contract: Arc::new(database.desk()),
            address,
        };
        let app = App::new(reader, writer, signer, ports);
        app.announce_key().await?;
        if let Some(admin) = app.first_admin(self.new_admin_token).await? {
            let link = app.make_sign_in_link(admin.account_id, None).await?;
            welcome(&admin, app.public_address(), &link);
        }
        Ok((app, database))
    }

    fn moderation(&self) -> Arc<dyn Moderation> {
        match &self.moderation_url {
            Some(url) => {
                let key = std::env::var(MODERATION_KEY).ok();
                Arc::new(HttpModeration::new(url.clone(), key))
            }
            None => Arc::new(NoModeration),
        }
    }

    fn subscribers(&self) -> Arc<dyn Subscribers> {
        match &self.webhook_url {
            Some(url) => Arc::new(WebHook::new(url.clone())),
            None => Arc::new(LogSubscriber),
        }
    }
}

fn make_folder(data: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(data).map_err(|error| {
        Failure::new(format!(
            "the data folder {} can't be made: {error}; name another one with --data",
            data.display()
        ))
    })
}

/// Token and link are shown here and nowhere else: the database keeps their digests only.
fn welcome(admin: &TokenIssued, url: &PublicAddress, link: &SignInLinkMade) {
    let SignInLinkMade { path, .. } = link;
    let TokenIssued { token, expires_at, .. } = admin;
    say::note(format_args!(
        "\nThe studio is at {url}. This link signs in as the administrator, once, within a day:\n\n    \
         {url}{path}\n\n\
         Programs sign in with this token, which is shown this once:\n\n    {token}\n\n\
         Use it as `Authorization: Bearer …`, until {expires_at}. Try it:\n\n    \
         repertoire demo --admin-token {token}\n",
    ));
}
