package dev.lawcast.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.List;

class TargetTest {

    /// Addresses that lead inside, in the forms in which they are hidden.
    @ParameterizedTest
    @ValueSource(
            strings = {
                // this machine
                "https://localhost/",
                "https://LOCALHOST/",
                "https://localhost./",
                "https://a.localhost/",
                "https://127.0.0.1/",
                "https://127.0.0.1./",
                "https://127.8.9.10/",
                "https://0.0.0.0/",
                "https://0.1.2.3/",
                "https://[::1]/",
                "https://[::]/",
                "https://[0:0:0:0:0:0:0:1]/",
                "https://[0000:0000:0000:0000:0000:0000:0000:0001]/",
                // other forms of IPv4
                "https://2130706433/",
                "https://017700000001/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0177.0.0.1/",
                "https://127.1/",
                "https://127.0.1/",
                "https://127.0.0.01/",
                "https://127.0.0.1.1/",
                "https://0x7f.1/",
                "https://1.0x1/",
                "https://0x/",
                "https://10.0.0.256/",
                "https://3232235777/",
                "https://a.b.1/",
                // private, shared, link-local, metadata
                "https://10.0.0.1/",
                "https://10.255.255.255/",
                "https://172.16.0.1/",
                "https://172.31.255.254/",
                "https://192.168.1.1/",
                "https://100.64.0.1/",
                "https://100.127.255.255/",
                "https://169.254.169.254/latest/meta-data/",
                "https://192.0.0.192/",
                "https://198.18.0.1/",
                "https://198.19.255.255/",
                "https://192.0.2.1/",
                "https://198.51.100.7/",
                "https://203.0.113.9/",
                "https://192.88.99.1/",
                "https://224.0.0.1/",
                "https://239.255.255.255/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                // IPv6: local, mapped, translated, tunnelled
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::ffff:169.254.169.254]/",
                "https://[::ffff:0:127.0.0.1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::127.0.0.1]/",
                "https://[64:ff9b::a9fe:a9fe]/",
                "https://[64:ff9b:1::10.0.0.1]/",
                "https://[2002:7f00:1::]/",
                "https://[2002:a9fe:a9fe::1]/",
                "https://[2001:0:7f00:1::]/",
                "https://[2001:10::1]/",
                "https://[2001:db8::1]/",
                "https://[3fff::1]/",
                "https://[fe80::1]/",
                "https://[fe80::1%25eth0]/",
                "https://[fec0::1]/",
                "https://[fc00::1]/",
                "https://[fd00:ec2::254]/",
                "https://[ff02::1]/",
                "https://[100::1]/",
                "https://[5f00::1]/",
                "https://[fd12:3456::1]:8443/x",
                // names of local networks
                "https://redis/",
                "https://kubernetes.default.svc.cluster.local/",
                "https://metadata.google.internal/computeMetadata/v1/",
                "https://router.lan/",
                "https://printer.home.arpa/",
                // what two readers read in two ways
                "https://example.com@127.0.0.1/",
                "https://127.0.0.1#@example.com/",
                "https://example.com\\@127.0.0.1/",
                "https://127.0.0.1\\.example.com/",
                "https://127。0。0。1/",
                "https://①②⑦.0.0.1/",
                "https://exa mple.com/",
                "https://example.com:0/",
                "https://example.com:65536/",
                "https://%31%32%37.0.0.1/",
                "https://ex%00ample.com/",
                "https:///path",
                "https:example.com",
                "//example.com/",
                "example.com",
                "https://-example.com/",
                "https://example..com/",
                "https://.example.com/",
                // other schemes
                "http://example.com/",
                "file:///etc/passwd",
                "gopher://example.com/_x",
                "ftp://example.com/",
                "jar:https://example.com/a.jar!/",
                "javascript:alert(1)",
                "https://example.com/\r\nHost: inside",
                "https://example.com/#fragment",
            })
    void whatLeadsInsideIsRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Target.of(url, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.com, example.com, 443, /, example.com",
        "https://Hooks.Example.com./a?b=c, hooks.example.com, 443, /a?b=c, hooks.example.com",
        "https://example.com:8443/x, example.com, 8443, /x, example.com:8443",
        "https://93.184.215.14/x, 93.184.215.14, 443, /x, 93.184.215.14",
        "'https://[2606:2800:21f:cb07::1]:444/x', '2606:2800:21f:cb07::1', 444, /x, '[2606:2800:21f:cb07::1]:444'",
        "https://xn--bcher-kva.example/x, xn--bcher-kva.example, 443, /x, xn--bcher-kva.example",
        "https://1.example.com/, 1.example.com, 443, /, 1.example.com",
        "https://localhost.example.com/, localhost.example.com, 443, /, localhost.example.com",
    })
    void whatLeadsOutsideIsTaken(String url, String host, int port, String path, String authority) {
        Target target = Target.of(url, List.of());

        assertThat(target.host()).isEqualTo(host);
        assertThat(target.port()).isEqualTo(port);
        assertThat(target.path()).isEqualTo(path);
        assertThat(target.authority()).isEqualTo(authority);
        assertThat(target.tls()).isTrue();
    }

    @Test
    void aPrivateTargetIsTakenOnlyWhereTheSettingsNameIt() {
        List<String> allowed = List.of("127.0.0.1:8090", "hooks.local");

        assertThat(Target.of("http://127.0.0.1:8090/x", allowed).allowed()).isTrue();
        assertThat(Target.of("http://hooks.local:1234/", allowed).allowed()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of("http://127.0.0.1:8091/x", allowed));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.of("https://a.hooks.local/", allowed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "1.1.1.1",
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2400::1",
                "3ffe::1"
            })
    void neighboursOfSpecialBlocksArePublic(String address) {
        assertThat(PublicAddress.is(InetAddress.ofLiteral(address))).isTrue();
    }
}
