//! Where the server is found, what a browser is called, and which way in is the last.

use domain::{PublicAddress, WaysIn, browser};
use expect_test::expect;

#[test]
fn an_address_is_an_origin_and_passkeys_need_a_name() {
    let say = |text: &str| match text.parse::<PublicAddress>() {
        Ok(at) => format!("{at} {} {}\n", at.authority(), at.relying_party().unwrap_or("(none)")),
        Err(error) => format!("{text}: {error}\n"),
    };
    let said: String = [
        "https://characters.example",
        "https://characters.example:8443/",
        "http://localhost:7800",
        "http://studio.localhost:7800",
        "http://characters.example",
        "http://127.0.0.1:7800",
        "https://[::1]:8443",
        "https://10.0.0.3",
        "https://Characters.example",
        "https://characters.example/studio",
        "https://ada@characters.example",
        "https://characters.example:443",
        "https://characters.example:070",
        "https://characters.example:",
        "https://characters..example",
        "https://bücher.example",
        "ftp://characters.example",
        "characters.example",
        "",
    ]
    .map(say)
    .concat();
    expect![[r#"
        https://characters.example characters.example characters.example
        https://characters.example:8443 characters.example:8443 characters.example
        http://localhost:7800 localhost:7800 localhost
        http://studio.localhost:7800 studio.localhost:7800 studio.localhost
        http://characters.example characters.example (none)
        http://127.0.0.1:7800 127.0.0.1:7800 (none)
        https://[::1]:8443 [::1]:8443 (none)
        https://10.0.0.3 10.0.0.3 (none)
        https://Characters.example: a public address names a host in lower case: a domain in ASCII, or an IP address
        https://characters.example/studio: a public address is scheme, host and port alone, as https://characters.example
        https://ada@characters.example: a public address is scheme, host and port alone, as https://characters.example
        https://characters.example:443: a port is 1 to 65535, and not said where it is the scheme's own
        https://characters.example:070: a port is 1 to 65535, and not said where it is the scheme's own
        https://characters.example:: a port is 1 to 65535, and not said where it is the scheme's own
        https://characters..example: a public address names a host in lower case: a domain in ASCII, or an IP address
        https://bücher.example: a public address names a host in lower case: a domain in ASCII, or an IP address
        ftp://characters.example: a public address starts with https:// or http://
        characters.example: a public address starts with https:// or http://
        : a public address starts with https:// or http://
    "#]]
    .assert_eq(&said);
    assert_eq!(PublicAddress::local(7800).origin(), "http://localhost:7800");
    assert_eq!(PublicAddress::local(80).origin(), "http://localhost");
}

#[test]
fn a_browser_is_called_what_its_owner_calls_it() {
    let said: String = [
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 OPR/121.0.0.0",
        "curl/8.5.0",
        "Mozilla/5.0 (Windows NT 10.0) Something/1.0",
        "<script>alert(1)</script>",
        "",
    ]
    .map(|agent| browser::name(agent) + "\n")
    .concat();
    expect![[r#"
        Firefox on Linux
        Chrome on Windows
        Edge on Windows
        Safari on Mac
        Chrome on iPhone
        Safari on iPad
        Samsung Internet on Android
        Chrome on ChromeOS
        Chrome on Linux
        Opera on Linux
        curl
        A browser on Windows
        An unknown browser
        An unknown browser
    "#]]
    .assert_eq(&said);
}

#[test]
fn the_last_way_in_is_known() {
    let ways = |has_password, passkeys, wallets| WaysIn { has_password, passkeys, wallets };
    assert!(ways(false, 1, 0).is_last());
    assert!(ways(false, 0, 1).is_last());
    assert!(!ways(true, 1, 0).is_last());
    assert!(!ways(false, 1, 1).is_last());
    assert!(!ways(false, 2, 0).is_last());
}
