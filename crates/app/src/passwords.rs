//! Passwords: set by their owner, asked for at the door.
//!
//! Kept as Argon2id with the parameters that RFC 9106 and OWASP give for small memory (19 MiB, two
//! passes). Length is the only rule: NIST SP 800-63B, 3.1.1.2.

use std::num::NonZeroU32;
use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use domain::SignInMethod;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota};
use store::Tx;
use store::queries::sessions;
use tokio::sync::Semaphore;

use crate::aside::aside;
use crate::error::via_store;
use crate::sessions::{OpenError, SessionOpened};
use crate::{Actor, App};

/// Twelve, where a password is all that is asked for.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Far beyond any phrase, and nothing to hash for long.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Attempts a minute for one handle or one key, right or wrong.
const ATTEMPTS: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// Questions a minute that a server puts to those who are not known yet: each is a row for an hour
/// at most, so this bounds room and not people, whose door it is.
const QUESTIONS: NonZeroU32 = NonZeroU32::new(6_000).unwrap();

/// Each takes 19 MiB and a processor for some 20 ms.
const AT_ONCE: usize = 2;

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error(
        "a password has {PASSWORD_CHARS_MIN} characters or more, and {PASSWORD_BYTES_MAX} bytes at most"
    )]
    Length,
    #[error("a password that is the handle is no secret")]
    IsHandle,
    #[error("the password until now is another one")]
    Wrong,
    #[error("the password can't be hashed: {0}")]
    Hash(String),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

via_store!(PasswordError);

/// What keeps guessing slow.
#[derive(Debug)]
pub(crate) struct Doorkeeper {
    attempts: DefaultKeyedRateLimiter<String>,
    questions: DefaultDirectRateLimiter,
    hashing: Semaphore,
}

impl Default for Doorkeeper {
    fn default() -> Self {
        let attempts = DefaultKeyedRateLimiter::keyed(Quota::per_minute(ATTEMPTS));
        let questions = DefaultDirectRateLimiter::direct(Quota::per_minute(QUESTIONS));
        Doorkeeper { attempts, questions, hashing: Semaphore::new(AT_ONCE) }
    }
}

impl Doorkeeper {
    /// One more attempt with a handle, or with a key.
    pub(crate) fn admit(&self, whom: String) -> Result<(), OpenError> {
        self.attempts.retain_recent();
        self.attempts.check_key(&whom).map_err(|_| OpenError::TooMany)
    }

    /// One more question to somebody who is not known yet.
    pub(crate) fn admit_question(&self) -> Result<(), OpenError> {
        self.questions.check().map_err(|_| OpenError::TooMany)
    }
}

impl App {
    /// Signs in with handle and password. Takes as long for a handle that nobody has.
    pub async fn open_by_password(
        &self,
        handle: &str,
        password: &str,
        user_agent: &str,
    ) -> Result<SessionOpened, OpenError> {
        self.inner.door.admit(handle.to_owned())?;
        let found = sessions::password_of_handle(self.reader(), handle).await?;
        let found = found.filter(|row| row.disabled_at.is_none());
        let hash = found.as_ref().map_or(NOBODY.as_str(), |row| row.hash.as_str());
        let fits = self.fits(hash, password).await;
        match found.filter(|_| fits) {
            Some(row) => {
                self.open_session(row.account_id, SignInMethod::Password, user_agent).await
            }
            None => Err(OpenError::Password),
        }
    }

    /// A new password; where there is one, only for who knows it. All other stays end.
    pub async fn set_password(
        &self,
        actor: &Actor,
        before: Option<&str>,
        password: &str,
    ) -> Result<(), PasswordError> {
        check(password, &actor.handle)?;
        let known = sessions::password_of_account(self.reader(), actor.id).await?;
        if let Some(known) = &known
            && !self.fits(known, before.unwrap_or_default()).await
        {
            return Err(PasswordError::Wrong);
        }
        let hash = self.hashed(password).await?;
        let now = self.now();
        let done = self.writer().tx("set password", async |tx: &Tx| {
            sessions::set_password(tx, actor.id, &hash, now).await?;
            if let Some(current) = actor.session() {
                sessions::end_other_sessions(tx, now, actor.id, current).await?;
            }
            Ok::<_, PasswordError>(())
        });
        done.await
    }

    async fn fits(&self, hash: &str, password: &str) -> bool {
        let _turn = self.inner.door.hashing.acquire().await;
        let (hash, password) = (hash.to_owned(), password.to_owned());
        aside(move || {
            let parsed = PasswordHash::new(&hash);
            parsed.is_ok_and(|hash| {
                password.len() <= PASSWORD_BYTES_MAX
                    && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
            })
        })
        .await
    }

    async fn hashed(&self, password: &str) -> Result<String, PasswordError> {
        let _turn = self.inner.door.hashing.acquire().await;
        let password = password.to_owned();
        aside(move || hash(&password)).await
    }
}

/// What a password is held against where there is none.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody").unwrap_or_default());

fn hash(password: &str) -> Result<String, PasswordError> {
    let hashed = Argon2::default().hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| PasswordError::Hash(error.to_string()))
}

fn check(password: &str, handle: &str) -> Result<(), PasswordError> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return Err(PasswordError::Length);
    }
    if password.eq_ignore_ascii_case(handle) {
        return Err(PasswordError::IsHandle);
    }
    Ok(())
}
