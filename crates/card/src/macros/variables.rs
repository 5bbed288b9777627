//! Variables of a chat, and of everything, as SillyTavern keeps them.

use crate::js;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a value of a list takes while it is read.
const VALUE_BYTES: usize = size_of::<Value>();

/// Variables by name. All are texts; those that read as numbers count as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variables(pub BTreeMap<String, String>);

impl Variables {
    /// What a variable is; empty where there is none.
    pub fn get(&self, name: &str) -> String {
        let Some(text) = self.0.get(name) else { return String::new() };
        match number(text).filter(|_| !js::trim(text).is_empty()) {
            Some(number) => js::write_number(number),
            None => text.clone(),
        }
    }

    /// Whether it is there.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// What an operation takes in bytes: what it copies, and the values of a list that grows.
    pub(super) fn cost(&self, name: &str, operator: &str, value: &str) -> usize {
        let now = self.0.get(name).map_or("", String::as_str);
        let adds = ["++", "--", "+=", "-="].contains(&operator);
        let is_list = adds && js::trim(now).starts_with('[');
        let values = || now.bytes().filter(|byte| b",:[{".contains(byte)).count();
        now.len() + value.len() + if is_list { values() * VALUE_BYTES } else { 0 }
    }

    pub(super) fn delete(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// Does what an operator does, and gives what that gives.
    pub(super) fn operate(&mut self, name: &str, operator: &str, value: &str) -> String {
        match operator {
            "=" => {
                self.0.insert(name.to_owned(), value.to_owned());
                String::new()
            }
            "||=" | "??=" => {
                self.0.insert(name.to_owned(), value.to_owned());
                value.to_owned()
            }
            "||" | "??" => value.to_owned(),
            "++" => self.add(name, "1"),
            "--" => self.add(name, "-1"),
            "+=" => {
                self.add(name, value);
                String::new()
            }
            "-=" => {
                if let Some(number) = number(value) {
                    self.add(name, &js::write_number(-number));
                }
                String::new()
            }
            "==" => (self.get(name) == value).to_string(),
            "!=" => (self.get(name) != value).to_string(),
            other => self.compare(name, other, value).to_string(),
        }
    }

    fn compare(&self, name: &str, operator: &str, value: &str) -> bool {
        let (Some(a), Some(b)) = (number(&self.get(name)), number(value)) else { return false };
        match operator {
            ">" => a > b,
            ">=" => a >= b,
            "<" => a < b,
            _ => a <= b,
        }
    }

    /// Numbers are added, lists take one more, texts are put together.
    fn add(&mut self, name: &str, value: &str) -> String {
        let now = self.get(name);
        if let Ok(Value::Array(mut list)) = serde_json::from_str(&now) {
            list.push(Value::from(value));
            let text = Value::Array(list).to_string();
            self.0.insert(name.to_owned(), text.clone());
            return text;
        }
        let text = match (number(&now), number(value)) {
            (Some(a), Some(b)) => js::write_number(a + b),
            _ => format!("{}{value}", if now == "0" { "" } else { &now }),
        };
        self.0.insert(name.to_owned(), text.clone());
        text
    }
}

fn number(text: &str) -> Option<f64> {
    let number = js::number(Some(&Value::from(text)));
    (!number.is_nan()).then_some(number)
}
