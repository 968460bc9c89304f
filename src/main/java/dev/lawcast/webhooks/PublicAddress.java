package dev.lawcast.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// Whether an address is one of the public internet, by the registries of special-purpose addresses
/// (IANA, RFC 6890 and its updates). Whatever is in doubt is not: of IPv6 only global unicast is
/// taken, and nothing that carries an IPv4 address within.
final class PublicAddress {

    /// A block of addresses.
    private record Block(byte[] prefix, int bits) {

        static Block of(String text) {
            int slash = text.indexOf('/');
            return new Block(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((address[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Block> SPECIAL_4 =
            blocks(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by carriers
                    "127.0.0.0/8", // loopback
                    "169.254.0.0/16", // link-local, metadata of clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT
                    "192.88.99.0/24", // relays of 6to4
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, broadcast

    private static final Block GLOBAL_UNICAST_6 = Block.of("2000::/3");

    private static final List<Block> SPECIAL_6 =
            blocks(
                    "2001::/23", // protocol assignments, Teredo among them
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4 carries an IPv4 address
                    "2620:4f:8000::/48", // AS112
                    "3fff::/20"); // documentation

    private PublicAddress() {}

    static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return SPECIAL_4.stream().noneMatch(block -> block.holds(bytes));
        }
        return GLOBAL_UNICAST_6.holds(bytes)
                && SPECIAL_6.stream().noneMatch(block -> block.holds(bytes));
    }

    private static List<Block> blocks(String... texts) {
        return List.of(texts).stream().map(Block::of).toList();
    }
}
