//! Signed tokens in addresses: an id, and a code that only the service can make for it.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Bytes of the code: 128 bits can't be guessed within a link's life.
const CODE: usize = 16;

fn mac(key: &[u8], what: &str, id: Uuid) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    mac.update(what.as_bytes());
    mac.update(id.as_bytes());
    Some(mac)
}

/// Purpose of the codes in links to count forms.
const COUNTS: &str = "count-link";

/// Purpose of the secrets of links in mails.
const MAILED: &str = "mailed-link";

/// SHA-256 of a random secret, as it is stored. Not for passwords.
pub fn hash_secret(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// The secret of the link in a mail, as base64url: the same at every attempt to send it. It is as
/// secret as the key.
pub fn mailed_secret(key: &[u8; 32], mail_id: Uuid) -> Option<String> {
    let bits = mac(key, MAILED, mail_id)?.finalize().into_bytes();
    Some(BASE64URL_NOPAD.encode(&bits))
}

/// HMAC-SHA256 of an account and a text under a secret.
pub fn derived(secret: &str, account_id: Uuid, text: &str) -> Option<[u8; 32]> {
    let mut mac = mac(secret.as_bytes(), "set-password", account_id)?;
    mac.update(text.as_bytes());
    Some(mac.finalize().into_bytes().into())
}

/// Letters and digits, without those that look alike.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// A password of the demo, made of a key: four groups of five letters and digits, always the same.
pub fn demo_password(key: &[u8]) -> String {
    let mac = mac(key, "demo-password", Uuid::nil());
    let code = mac.map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    let letter = |byte: &u8| char::from(READABLE[usize::from(byte % 32)]);
    let groups: Vec<String> =
        code[..20].chunks(5).map(|five| five.iter().map(letter).collect()).collect();
    groups.join("-")
}

/// The token of an id: 64 hexadecimal digits.
pub fn token(key: &[u8], id: Uuid) -> String {
    let code = mac(key, COUNTS, id).map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
    HEXLOWER.encode(id.as_bytes()) + &HEXLOWER.encode(&code[..CODE])
}

/// The id of a token made with `key`; `None` for any other text.
pub fn id_of(key: &[u8], token: &str) -> Option<Uuid> {
    let bytes = HEXLOWER.decode(token.as_bytes()).ok()?;
    let (id, code) = bytes.split_first_chunk()?;
    let id = Uuid::from_bytes(*id);
    let mac = mac(key, COUNTS, id).filter(|_| code.len() == CODE)?;
    mac.verify_truncated_left(code).is_ok().then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"a key of thirty-two bytes length";

    #[test]
    fn a_demo_has_a_password_of_its_own_and_keeps_it() {
        let password = demo_password(KEY);
        assert_eq!(demo_password(KEY), password);
        assert_ne!(demo_password(b"another key"), password);
        let groups: Vec<&str> = password.split('-').collect();
        assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [5; 4]);
    }

    #[test]
    fn only_the_key_opens_what_it_closed() {
        let id = Uuid::from_u128(0x0192_f0c1_a5a5_7000_8000_0000_0000_0001);
        let token = token(KEY, id);
        assert_eq!(token.len(), 64);
        assert_eq!(id_of(KEY, &token), Some(id));
        assert_eq!(id_of(b"another key", &token), None);
        let other = Uuid::from_u128(2).simple().to_string() + &token[32..];
        assert_eq!(id_of(KEY, &other), None);
        for wrong in ["", "x", &token[..63], &token[..32], &format!("{token}00"), &"é".repeat(32)]
        {
            assert_eq!(id_of(KEY, wrong), None, "{wrong}");
        }
        assert_eq!(id_of(KEY, &token.to_uppercase()), None);
        for at in 0..64 {
            let mut changed = token.clone();
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            changed.replace_range(at..=at, digit);
            assert_eq!(id_of(KEY, &changed), None, "{changed}");
        }
    }

    #[test]
    fn a_number_written_otherwise_is_another_text() {
        let zero = |id: Uuid| token(KEY, id).as_bytes()[32] == b'0';
        let id = (1..).map(Uuid::from_u128).find(|id| zero(*id)).unwrap();
        let token = token(KEY, id);
        let plus = format!("{}+{}", &token[..32], &token[33..]);
        assert_eq!(id_of(KEY, &token), Some(id));
        assert_eq!(id_of(KEY, &plus), None);
    }
}
