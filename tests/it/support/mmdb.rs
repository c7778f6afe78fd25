//! Writes files of places, as small as can be, by the description of the format (`mmdb` 2.0): a binary tree over the
//! bits of an IPv6 address, and behind it what each network is.

use std::net::IpAddr;
use std::path::Path;

/// A key of a map, and who writes its value.
type Entry<'a> = (&'a str, &'a dyn Fn(&mut Vec<u8>));

/// A branch, by the next bit.
#[derive(Clone, Copy)]
enum Branch {
    None,
    Node(usize),
    Data(usize),
}

/// A text with its control byte: type 2, and its length, which is below 285 here.
fn text(out: &mut Vec<u8>, text: &str) {
    head(out, 2, text.len());
    out.extend(text.as_bytes());
}

/// Type and size of a value. Types above 7 stand in a byte of their own; so do sizes above 28.
fn head(out: &mut Vec<u8>, kind: u8, size: usize) {
    let short = u8::try_from(size.min(29)).unwrap();
    if kind > 7 {
        out.extend([short, kind - 7]);
    } else {
        out.push((kind << 5) | short);
    }
    if short == 29 {
        out.push(u8::try_from(size - 29).expect("a short value"));
    }
}

fn map(out: &mut Vec<u8>, entries: &[Entry<'_>]) {
    head(out, 7, entries.len());
    for (key, value) in entries {
        text(out, key);
        value(out);
    }
}

fn number(out: &mut Vec<u8>, kind: u8, number: u64) {
    let bytes = number.to_be_bytes();
    let from = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    head(out, kind, bytes.len() - from);
    out.extend(&bytes[from..]);
}

/// The bits of an address, an IPv4 one behind 96 zeros, as many as its network has.
fn bits(network: &str) -> Vec<usize> {
    let (address, length) = network.split_once('/').expect("a network");
    let length: usize = length.parse().unwrap();
    let (bytes, length) = match address.parse().unwrap() {
        IpAddr::V4(four) => ([&[0; 12], &four.octets()[..]].concat(), length + 96),
        IpAddr::V6(six) => (six.octets().to_vec(), length),
    };
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| usize::from(byte >> bit & 1))).take(length).collect()
}

/// Writes a file of networks with their city, where there is one, and their country.
pub fn write(file: &Path, made_at: u64, places: &[(&str, &str, &str)]) {
    let (mut tree, mut data) = (vec![[Branch::None; 2]], Vec::new());
    for (network, city, country) in places {
        let at = data.len();
        let named = |name: &str| {
            let name = name.to_owned();
            move |out: &mut Vec<u8>| map(out, &[("names", &|out| map(out, &[("en", &|out| text(out, &name))]))])
        };
        let (city_named, country_named) = (named(city), named(country));
        let mut entries: Vec<Entry<'_>> = vec![("country", &country_named)];
        if !city.is_empty() {
            entries.push(("city", &city_named));
        }
        map(&mut data, &entries);
        let (bits, mut node) = (bits(network), 0);
        for (depth, bit) in bits.iter().enumerate() {
            if depth + 1 == bits.len() {
                tree[node][*bit] = Branch::Data(at);
            } else if let Branch::Node(next) = tree[node][*bit] {
                node = next;
            } else {
                tree.push([Branch::None; 2]);
                let next = tree.len() - 1;
                tree[node][*bit] = Branch::Node(next);
                node = next;
            }
        }
    }
    let mut out = Vec::new();
    for branch in tree.iter().flatten() {
        let value = match branch {
            Branch::None => tree.len(),
            Branch::Node(node) => *node,
            Branch::Data(at) => tree.len() + 16 + at,
        };
        out.extend(&u32::try_from(value).unwrap().to_be_bytes()[1..]);
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    let nodes = tree.len() as u64;
    map(
        &mut out,
        &[
            ("binary_format_major_version", &|out| number(out, 5, 2)),
            ("binary_format_minor_version", &|out| number(out, 5, 0)),
            ("build_epoch", &|out| number(out, 9, made_at)),
            ("database_type", &|out| text(out, "Story-City")),
            ("description", &|out| map(out, &[("en", &|out| text(out, "Places of a story"))])),
            ("ip_version", &|out| number(out, 5, 6)),
            ("languages", &|out| {
                head(out, 11, 1);
                text(out, "en");
            }),
            ("node_count", &|out| number(out, 6, nodes)),
            ("record_size", &|out| number(out, 5, 24)),
        ],
    );
    std::fs::write(file, out).unwrap();
}
