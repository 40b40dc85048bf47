//! The one error type: a stable kind for programs, one clear sentence for people.

use std::fmt;

/// What went wrong, in a form that the page can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A setting is out of its range or does not fit the others.
    Config,
    /// A file or a data set is not what it says it is.
    Data,
    /// The graphics adapter is missing, refused the work, or was lost.
    Gpu,
    /// A checkpoint does not belong to this run or is damaged.
    Checkpoint,
}

impl Kind {
    /// The kind's name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Config => "config",
            Kind::Data => "data",
            Kind::Gpu => "gpu",
            Kind::Checkpoint => "checkpoint",
        }
    }
}

/// A kind and one sentence that says what is wrong and what to do. Boxed, so that a result is hardly larger for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Details>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub kind: Kind,
    pub message: String,
    /// The dotted key of the setting in error, such as `patch.stride`, where it is one.
    pub field: Option<String>,
}

impl std::ops::Deref for Error {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    // Out of line: every refusal in the page's modules goes through here.
    #[cold]
    #[inline(never)]
    fn new(kind: Kind, message: String) -> Self {
        Self(Box::new(Details { kind, message, field: None }))
    }

    pub fn config(message: impl Into<String>) -> Self {
        Self::new(Kind::Config, message.into())
    }
    pub fn data(message: impl Into<String>) -> Self {
        Self::new(Kind::Data, message.into())
    }
    pub fn gpu(message: impl Into<String>) -> Self {
        Self::new(Kind::Gpu, message.into())
    }
    pub fn checkpoint(message: impl Into<String>) -> Self {
        Self::new(Kind::Checkpoint, message.into())
    }

    /// The same, of the setting with this dotted key.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn at(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_string());
        self
    }

    /// The same, with the file that it is about.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        self.0.message = format!("{name}: {}", self.0.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
