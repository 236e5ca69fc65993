//! What has been learnt, from a file: a snapshot, or a session that is learnt again.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};
use lobule_tape::Large;
use lobule_tests::session::Session;

/// The snapshot in a file, or the one that the session in it leads to.
///
/// # Errors
/// The file can be neither, or what is played is refused.
pub fn read(file: &Path) -> Result<Vec<u8>> {
    let bytes = fs::read(file).with_context(|| file.display().to_string())?;
    if bytes.starts_with(b"LOBL") {
        return Ok(bytes);
    }
    let agent = replayed(&bytes).with_context(|| file.display().to_string())?;
    let mut buffer = vec![0; Large::SNAPSHOT_LEN];
    Ok(agent.save(&mut buffer)?.to_vec())
}

/// Writes the snapshot, or the policy alone, of the session in a file.
///
/// # Errors
/// As [`read`]; the file cannot be written.
pub fn convert(from: &Path, to: &Path, policy: bool) -> Result<()> {
    let bytes = if policy {
        let text = fs::read(from).with_context(|| from.display().to_string())?;
        if text.starts_with(b"LOBL") {
            bail!("{}: a policy is taken from a session, this is a snapshot", from.display());
        }
        let agent = replayed(&text).with_context(|| from.display().to_string())?;
        let mut buffer = vec![0; Large::SNAPSHOT_LEN];
        agent.save_policy(&mut buffer)?.to_vec()
    } else {
        read(from)?
    };
    fs::write(to, &bytes).with_context(|| to.display().to_string())?;
    println!("{} bytes in {}", bytes.len(), to.display());
    Ok(())
}

fn replayed(bytes: &[u8]) -> Result<Box<Large>> {
    let text = str::from_utf8(bytes).context("neither a snapshot nor a session")?;
    let session = Session::parse(text).context("neither a snapshot nor a session")?;
    let mut agent = Box::new(Large::new());
    let hash = session.replay(agent.as_mut())?;
    if let Some(expected) = &session.hash {
        ensure!(hash == *expected, "the session leads to {hash}, its file says {expected}");
    }
    Ok(agent)
}
