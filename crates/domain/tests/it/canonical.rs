use domain::{Digest, canonical};
use expect_test::expect;
use serde_json::{Value, json};

#[test]
fn members_are_sorted_by_utf16_and_texts_escaped_as_little_as_can_be() {
    let value = json!({
        "\u{20ac}": "euro", "\r": "return", "\u{fb33}": "dalet", "1": "one",
        "\u{1f600}": "smile", "\u{80}": "control", "ö": "umlaut", "": "nothing",
        "esc": "\u{0}\u{8}\t\n\u{c}\r\"\\/\u{7f}",
    });
    expect![[r#"{"":"nothing","\r":"return","1":"one","esc":"\u0000\b\t\n\f\r\"\\/","":"control","ö":"umlaut","€":"euro","😀":"smile","דּ":"dalet"}"#]]
        .assert_eq(&canonical::value_to_string(&value).expect("canonical"));
}

#[test]
fn numbers_are_written_as_ecmascript_writes_doubles() {
    let numbers = "[0, -0, 1.0, 1e21, 1e20, 1e-7, 0.000001, 333333333.33333329, 9007199254740993, -1.50, 5e-324]";
    let value: Value = serde_json::from_str(numbers).expect("JSON");
    expect!["[0,0,1,1e+21,100000000000000000000,1e-7,0.000001,333333333.3333333,9007199254740992,-1.5,5e-324]"]
        .assert_eq(&canonical::value_to_string(&value).expect("canonical"));
}

#[test]
fn the_vectors_of_the_rfc() {
    let Some(folder) = crate::corpus::folder("vectors/jcs-rfc8785/testdata") else { return };
    for input in crate::corpus::files(&folder.join("input")) {
        let name = input.file_name().expect("a name");
        let text = std::fs::read_to_string(&input).expect("input");
        let expected = std::fs::read_to_string(folder.join("output").join(name)).expect("output");
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            canonical::value_to_string(&value).expect("canonical"),
            expected.trim_end(),
            "{name:?}"
        );
    }
}

#[test]
fn digests_are_lower_case_hex() {
    let digest = Digest::of("hello world");
    expect!["b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"]
        .assert_eq(&digest.to_string());
    assert_eq!(digest.to_string().parse(), Ok(digest));
    for bad in ["", "B9", &digest.to_string().to_uppercase(), &format!("{digest}0")] {
        assert!(bad.parse::<Digest>().is_err(), "{bad}");
    }
}
