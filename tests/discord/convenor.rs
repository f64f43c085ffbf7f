//! The bot's configuration on Discord.

use crate::program::Program;

/// A bot that has not been started. `discord` are more lines of that section, `rest` those of other platforms and groups.
pub fn bot(api_url: &str, token: &str, discord: &str, rest: &str) -> anyhow::Result<Program> {
    let program = Program::new()?;
    program.write("token", token)?;
    let text = format!(
        "[store]\nurl = \"sqlite://convenor.db\"\n\n[discord]\ntoken_file = \"token\"\napi_url = {api_url:?}\n{discord}\n\n[mail]\nfrom = \"bot@example.org\"\ntransport = \"maildir:outbox\"\n\n{rest}"
    );
    program.write("convenor.toml", &text)?;
    Ok(program)
}
