"""Fetching over real TLS from loopback, with certificates that an authority of these tests has signed."""

import datetime as dt
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from legacy_import.commands import run_import
from legacy_import.errors import CaptureError
from support.site import Site, open_site

NOW = dt.datetime.now(dt.UTC)
TEXT = "<p>The ferry waited for the doctor, and the doctor waited for the bridge to come down again.</p>" * 6
PAGE = f"<html><body><h1>Ferry waits</h1><p>5 February 2004</p>{TEXT}</body></html>"


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that the person trusts by SSL_CERT_FILE."""
    made = trustme.CA()
    made.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    return made


def with_certificate(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def served(context: ssl.SSLContext) -> Iterator[Site]:
    with open_site(context) as site:
        site.put("/robots.txt", "User-agent: *\nDisallow: /closed\n", "text/plain")
        site.put("/a", PAGE)
        yield site


@pytest.fixture
def site(authority: trustme.CA) -> Iterator[Site]:
    yield from served(with_certificate(authority.issue_cert("localhost")))


def refused(certificate: trustme.LeafCert) -> CaptureError:
    """What a fetch says of a host with this certificate; nothing may have been asked of it."""
    with open_site(with_certificate(certificate)) as site:
        site.put("/a", PAGE)
        with pytest.raises(CaptureError) as caught:
            site.fetcher().fetch(f"{site.url}/a")
        assert site.asked == []
    return caught.value


def test_a_page_comes_over_https_after_its_robots(site: Site) -> None:
    fetcher = site.fetcher()
    assert fetcher.fetch(f"{site.url}/a").payload == PAGE.encode()
    assert [path for path, _headers in site.asked] == ["/robots.txt", "/a"]
    assert site.names == ["localhost", "localhost"]
    with pytest.raises(CaptureError, match=r"robots\.txt does not allow"):
        fetcher.fetch(f"{site.url}/closed")


def test_import_of_an_https_address_writes_the_dispatch(site: Site, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    code = run_import(
        f"{site.url}/a", content=tmp_path / "content", allow=(f"localhost:{site.port}",), pause=0.0
    )
    (written,) = (tmp_path / "content/dispatches").rglob("*.md")
    assert code == 0
    assert f"url: {site.url}/a" in written.read_text(encoding="utf-8")


def test_http_that_sends_to_https_is_followed(site: Site) -> None:
    with open_site() as old:
        old.answers["/a"] = [(301, {"Location": f"{site.url}/a"}, b"")]
        fetcher = site.fetcher()
        fetcher.allow |= {("localhost", old.port)}
        assert fetcher.fetch(f"{old.url}/a").url == f"{site.url}/a"


def test_a_certificate_for_another_name_is_refused(authority: trustme.CA) -> None:
    error = refused(authority.issue_cert("other.example"))
    assert (error.code, "another host's name" in error.problem) == ("certificate", True)


def test_a_certificate_past_its_date_is_refused(authority: trustme.CA) -> None:
    times = {"not_before": NOW - dt.timedelta(days=9), "not_after": NOW - dt.timedelta(days=1)}
    error = refused(authority.issue_cert("localhost", **times))
    assert (error.code, "has expired" in error.problem) == ("certificate", True)


def test_a_certificate_before_its_date_is_refused(authority: trustme.CA) -> None:
    times = {"not_before": NOW + dt.timedelta(days=1), "not_after": NOW + dt.timedelta(days=9)}
    error = refused(authority.issue_cert("localhost", **times))
    assert (error.code, "not valid yet" in error.problem) == ("certificate", True)


def test_a_certificate_of_an_unknown_authority_is_refused_with_the_ways_out(authority: trustme.CA) -> None:
    error = refused(trustme.CA().issue_cert("localhost"))
    assert error.code == "certificate"
    assert "authority that this machine does not know" in error.problem
    assert "save it there and import the folder" in str(error)
    assert "SSL_CERT_FILE=" in str(error)


def test_a_certificate_signed_by_itself_is_refused(authority: trustme.CA, tmp_path: Path) -> None:
    alone = trustme.CA()
    alone.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    alone.cert_pem.write_to_path(str(tmp_path / "cert.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with open_site(context) as site, pytest.raises(CaptureError, match="signed by itself") as caught:
        site.fetcher().fetch(f"{site.url}/a")
    assert caught.value.code == "certificate"


def test_without_a_word_only_the_known_authorities_are_trusted(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(CaptureError, match="does not know"):
        site.fetcher().fetch(f"{site.url}/a")


def test_a_permission_does_not_set_the_certificate_aside(authority: trustme.CA) -> None:
    with open_site(with_certificate(authority.issue_cert("other.example"))) as site:
        fetcher = site.fetcher()
        fetcher.permitted = {"localhost": "the editor agreed by letter"}
        with pytest.raises(CaptureError, match="another host's name"):
            fetcher.fetch(f"{site.url}/a")
        assert (site.asked, site.waits) == ([], [])


def test_a_file_of_certificates_that_is_none_is_said_once(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "authority.pem").write_text("no certificate", encoding="utf-8")
    with pytest.raises(CaptureError, match=r"authority\.pem names no certificates"):
        site.fetcher().fetch(f"{site.url}/a")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_encryption_that_is_too_old_is_said(authority: trustme.CA) -> None:
    context = with_certificate(authority.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with open_site(context) as site, pytest.raises(CaptureError, match=r"TLS 1\.2 or newer"):
        site.fetcher().fetch(f"{site.url}/a")


def test_a_proxy_of_the_environment_is_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://localhost:9")
    assert site.fetcher().fetch(f"{site.url}/a").payload == PAGE.encode()
