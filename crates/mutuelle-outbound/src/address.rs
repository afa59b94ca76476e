//! Which addresses belong to machines of the public Internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 that are not of the public Internet, with the length of their prefix: the special-purpose registry
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry/>) and multicast.
const RESERVED_V4: [([u8; 4], u32); 16] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// What of 2000::/3, the only part of IPv6 that is given to machines of the public Internet, has another use: protocol
/// assignments with Teredo, documentation, 6to4, which holds an IPv4 address, and segment routing
/// (<https://www.iana.org/assignments/iana-ipv6-special-registry/>).
const RESERVED_V6: [([u16; 2], u32); 5] = [
    ([0x2001, 0x0000], 23),
    ([0x2001, 0x0db8], 32),
    ([0x2002, 0x0000], 16),
    ([0x2620, 0x004f], 32),
    ([0x3fff, 0x0000], 20),
];

/// Whether an address is one of the public Internet: not this machine, not a private network, not a link, not a group of
/// machines. Forms of IPv6 that hold an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) never are: what they hold
/// can be asked for by itself.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let bits = address.to_bits();
    let within =
        |(network, length): &([u8; 4], u32)| (bits ^ u32::from_be_bytes(*network)) >> (32 - length) == 0;
    !RESERVED_V4.iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let bits = u32::from(first) << 16 | u32::from(second);
    let within = |([first, second], length): &([u16; 2], u32)| {
        (bits ^ (u32::from(*first) << 16 | u32::from(*second))) >> (32 - length) == 0
    };
    first >> 13 == 0b001 && !RESERVED_V6.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_last_address_of_each_reserved_network_are_refused_and_their_neighbours_are_not() {
        for (inside, neighbour) in [
            ("0.255.255.255", "1.0.0.0"),
            ("10.0.0.0", "9.255.255.255"),
            ("10.255.255.255", "11.0.0.0"),
            ("100.64.0.0", "100.63.255.255"),
            ("100.127.255.255", "100.128.0.0"),
            ("127.0.0.0", "126.255.255.255"),
            ("127.255.255.255", "128.0.0.0"),
            ("169.254.0.0", "169.253.255.255"),
            ("169.254.255.255", "169.255.0.0"),
            ("172.16.0.0", "172.15.255.255"),
            ("172.31.255.255", "172.32.0.0"),
            ("192.168.0.0", "192.167.255.255"),
            ("192.168.255.255", "192.169.0.0"),
            ("198.18.0.0", "198.17.255.255"),
            ("198.19.255.255", "198.20.0.0"),
            ("224.0.0.0", "223.255.255.255"),
            ("2001:1ff::1", "2001:200::1"),
            ("2002::", "2001:ffff::"),
            ("2002:ffff::", "2003::"),
            ("1fff:ffff::", "2000::"),
            ("4000::", "3fff:1000::"),
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
            assert!(is_public(neighbour.parse().unwrap()), "{neighbour}");
        }
    }

    #[test]
    fn this_machine_links_groups_and_forms_that_hold_an_ipv4_address_are_not_public() {
        for address in [
            "0.0.0.0",
            "127.0.0.1",
            "169.254.169.254",
            "192.0.0.192",
            "192.0.2.1",
            "198.51.100.7",
            "203.0.113.9",
            "239.255.255.250",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::8.8.8.8",
            "64:ff9b:1::10.0.0.1",
            "100::1",
            "2001::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a01:e0c::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
