//! `index.html`, changed for a product.

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use sha2::{Digest, Sha256};

const STYLE: (&str, &str) = ("<link rel=\"stylesheet\" href=\"", "\">\n");
const SCRIPT: (&str, &str) = ("<script type=\"module\" src=\"", "\"></script>\n");
const POLICY: (&str, &str) = ("<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">");

/// The page without its style sheets and its script.
pub(super) struct Html {
    text: String,
    /// The style sheets, in their order.
    pub(super) styles: Vec<String>,
}

impl Html {
    /// Takes a page apart.
    pub(super) fn new(text: &str) -> Result<Self> {
        let mut html = Html { text: text.to_owned(), styles: Vec::new() };
        while let Some(style) = html.cut(STYLE) {
            html.styles.push(style);
        }
        let script = html.cut(SCRIPT).with_context(|| format!("index.html has no {SCRIPT:?}"))?;
        ensure!(script == "./main.js", "index.html begins with {script}, expected ./main.js");
        for forgotten in ["rel=\"stylesheet\"", "<script", "<style"] {
            ensure!(!html.text.contains(forgotten), "the bundler does not know this {forgotten}");
        }
        Ok(html)
    }

    /// Removes the first `start…end` and returns what is between.
    fn cut(&mut self, (start, end): (&str, &str)) -> Option<String> {
        let from = self.text.find(start)?;
        let inner = from + start.len();
        let to = inner + self.text[inner..].find(end)?;
        let value = self.text[inner..to].to_owned();
        self.text.replace_range(from..to + end.len(), "");
        Some(value)
    }

    /// Adds to the end of the head.
    pub(super) fn add_to_head(&mut self, tags: &str) -> Result<()> {
        self.add_before("</head>", tags)
    }

    /// Adds to the end of the body.
    pub(super) fn add_to_body(&mut self, tags: &str) -> Result<()> {
        self.add_before("</body>", tags)
    }

    fn add_before(&mut self, end: &str, tags: &str) -> Result<()> {
        let place = self.text.rfind(end).with_context(|| format!("index.html has no {end}"))?;
        self.text.insert_str(place, tags);
        Ok(())
    }

    /// Changes the policy: of the single file, nothing is `'self'`.
    pub(super) fn know_only(&mut self, scripts: &[&str], style: &str) -> Result<()> {
        let place = self.text.find(POLICY.0).context("index.html has no security policy")?;
        let policy = self.cut(POLICY).context("index.html has a policy without an end")?;
        let policy = policy_of_file(&policy, scripts, &[style]);
        self.text.insert_str(place, &format!("{}{policy}{}", POLICY.0, POLICY.1));
        Ok(())
    }

    /// Adds a script to those that the policy allows.
    pub(super) fn know(&mut self, script: &str) -> Result<()> {
        const OWN: &str = "script-src 'self'";
        ensure!(self.text.contains(OWN), "index.html has a policy without {OWN}");
        self.text = self.text.replacen(OWN, &format!("{OWN} '{}'", hash(script)), 1);
        Ok(())
    }

    /// The page as text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// How a policy, or a request, names a file by what is in it.
pub(super) fn hash(content: impl AsRef<[u8]>) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

/// The policy of `index.html` with hashes where scripts and styles come from `'self'`. What else does
/// has no place in a single file; a directive that is left empty is dropped, `default-src` stands in.
fn policy_of_file(policy: &str, scripts: &[&str], styles: &[&str]) -> String {
    let directives = policy.split(';').filter_map(|directive| {
        let mut words: Vec<String> = directive.split_whitespace().map(str::to_owned).collect();
        let own = match words.first()?.as_str() {
            "script-src" => scripts,
            "style-src" => styles,
            _ => &[],
        };
        if let Some(place) = words.iter().position(|word| word == "'self'") {
            words.splice(place..=place, own.iter().map(|content| format!("'{}'", hash(content))));
        }
        (words.len() > 1).then(|| words.join(" "))
    });
    directives.collect::<Vec<_>>().join("; ")
}

/// A script that may stand in a page. esbuild takes care of `</script`; after `<!--`, which it leaves,
/// a `<script` in a text would hide the end. In a text, a template or a pattern `\x3C` is the same letter.
pub(super) fn script(code: &str) -> Result<String> {
    let code = code.trim_end().replace("<!--", "\\x3C!--");
    ensure!(!code.to_ascii_lowercase().contains("</script"), "the script has a </script inside");
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head>\n\
        <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
        script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self' https:; worker-src 'self'\">\n\
        <link rel=\"stylesheet\" href=\"./a.css\">\n\
        <link rel=\"stylesheet\" href=\"./styles/b.css\">\n\
        <script type=\"module\" src=\"./main.js\"></script>\n\
        </head>\n<body>\n</body>\n";

    #[test]
    fn takes_a_page_apart_and_puts_it_together() {
        let mut html = Html::new(PAGE).unwrap();
        assert_eq!(html.styles, ["./a.css", "./styles/b.css"]);
        html.add_to_head("<style>b</style>\n").unwrap();
        html.add_to_body("<script>a</script>\n").unwrap();
        html.know_only(&["a", "c"], "b").unwrap();
        // As `printf a | openssl sha256 -binary | base64` has it.
        let [a, b, c] = [
            "ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=",
            "PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0=",
            "Ln0sA6lQeuJl7PW1NWiFpTOTogKdJBOUmXJloaJa78Y=",
        ];
        assert_eq!(
            html.finish(),
            format!(
                "<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
                 script-src 'sha256-{a}' 'sha256-{c}' 'wasm-unsafe-eval'; style-src 'sha256-{b}'; connect-src https:\">\n\
                 <style>b</style>\n</head>\n<body>\n<script>a</script>\n</body>\n"
            )
        );
    }

    #[test]
    fn refuses_a_page_that_it_would_spoil() {
        for (from, to) in [
            ("./main.js", "./other.js"),
            ("<body>", "<body><script>more()</script>"),
            ("<body>", "<body><style>p {}</style>"),
            (
                "<link rel=\"stylesheet\" href=\"./a.css\">",
                "<link href=\"./a.css\" rel=\"stylesheet\">",
            ),
        ] {
            assert!(Html::new(&PAGE.replace(from, to)).is_err(), "{to}");
        }
    }

    #[test]
    fn keeps_a_script_inside_its_element() {
        assert_eq!(script("a = '<!-- <script>'\n").unwrap(), "a = '\\x3C!-- <script>'");
        assert!(script("a = '</SCRIPT>'").is_err());
    }
}
