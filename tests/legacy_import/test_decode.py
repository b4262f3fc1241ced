"""Charsets: declared, undeclared, wrongly declared, mixed and baked in twice."""

import pytest

from legacy_import.extract.decode import decode_page, mend_double_encoding

RU = "Паром вернулся в порт. Капитан сказал, что рейс повторят в четверг, если ветер стихнет; пассажиры ждут в зале ожидания и пьют чай."
TR = "Köprüde gece çalışması başladı ve bu hafta için yeni bir açıklama yapıldı; işçiler daha sonra şantiyeye döndü, ağır iş kışın sürecek."


def page(text: str, meta: str | None = None) -> str:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{head}<title>t</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("actual", ["windows-1251", "koi8-r", "iso-8859-5", "utf-8"])
@pytest.mark.parametrize("meta", [None, "windows-1251", "iso-8859-1", "utf-8"])
def test_russian_is_read_whatever_is_declared(actual: str, meta: str | None) -> None:
    decoded = decode_page(page(RU, meta).encode(actual))
    assert RU in decoded.text
    assert decoded.charset == actual


@pytest.mark.parametrize("meta", [None, "windows-1254", "iso-8859-9", "iso-8859-1", "utf-8"])
def test_turkish_is_read_whatever_is_declared(meta: str | None) -> None:
    assert TR in decode_page(page(TR, meta).encode("windows-1254")).text


def test_a_mark_beats_everything() -> None:
    assert (
        RU
        in decode_page(
            b"\xff\xfe" + page(RU, "windows-1251").encode("utf-16-le"), "text/html; charset=koi8-r"
        ).text
    )


def test_a_passage_of_utf8_in_a_cyrillic_page_is_read_as_such() -> None:
    payload = (
        page(RU, "windows-1251")
        .encode("windows-1251")
        .replace(b"</body>", "<p>Комментарий читателя</p></body>".encode())
    )
    decoded = decode_page(payload)
    assert RU in decoded.text
    assert "Комментарий читателя" in decoded.text
    assert decoded.repairs


@pytest.mark.parametrize("wrong", ["latin-1", "cp1251"])
def test_text_baked_in_twice_is_mended_and_the_mending_recorded(wrong: str) -> None:
    baked = "".join(bytes([octet]).decode(wrong, "replace") for octet in RU.encode("utf-8"))
    if "\ufffd" in baked:
        baked = RU.encode("utf-8").decode("cp1251", "ignore")
        pytest.skip("this text has an octet that windows-1251 does not know")
    decoded = decode_page(page(baked, "utf-8").encode("utf-8"))
    assert RU in decoded.text
    assert decoded.repairs


def test_good_text_is_left_alone() -> None:
    for text in (RU, TR, "Ça coûte 3 €, dit-il — « déjà ».", "Ĝis la revido", "ÂNGULO É ÃO"):
        assert mend_double_encoding(text) == text


def test_a_hexadecimal_reference_is_not_cut() -> None:
    assert "&#x901A;" in decode_page(b"<p>&#x901A; &#150;</p>").text
    assert "\u2013" in decode_page(b"<p>&#x901A; &#150;</p>").text
