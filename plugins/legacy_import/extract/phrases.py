"""Set phrases around a story, in the languages of the archive and the commonest others."""

import re

__all__ = ["CALLS", "CHROME_LINE", "NOTICES", "RELATED_HEADING", "STAMPS", "Short"]


class Short:
    """A pattern that is only tried on text of at most `limit` characters: hostile pages cannot make it slow."""

    def __init__(self, pattern: str, limit: int) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
        self._limit = limit

    def match(self, text: str) -> bool:
        """Whether the pattern stands at the start of `text`."""
        return len(text) <= self._limit and self._pattern.match(text) is not None

    def search(self, text: str) -> bool:
        """Whether the pattern stands anywhere in `text`."""
        return len(text) <= self._limit and self._pattern.search(text) is not None


CALLS = Short(
    r"""^[\s»›>•*\[(—–-]*(?:
    (?:read|see|watch|listen|find\ out|learn|view|get|more)\s+(?:more|also|next|now|it\ here|the\ full|all)\b.{0,160}
    |(?:read|related|see\ also|also\ read|more|more\ on\ this|trending|recommended|related\ (?:stories|articles|news|content)
      |most\ (?:read|popular)|don['’]t\ miss|you\ (?:may|might)\ also\ like|up\ next|trending\ news|in\ this\ article
      |sign\ up|subscribe|advertisement|sponsored|ad|continue\ reading.{0,40}|story\ continues.{0,40}|skip\ .{0,40})\s*[:.…]?$
    |(?:read|related|see\ also|also\ read|more|watch|read\ more|more\ from\ .{2,30}|recommended|don['’]t\ miss)\s*[:|]\s.{3,160}
    |(?:follow|like|join|find)\s+(?:us|me|him|her|them|@?\w+(?:\s\w+){0,3})\s+(?:on|at|our)\b.{0,160}
    |(?:sign\ up|subscribe)\s+(?:to|for|here|now|today)\b.{0,180}
    |click\ here\b.{0,120}|(?:share|print|email|tweet|comments?|reply|advertisement|reklam|реклама|anzeige|publicité|werbung)(?:\s*\(?\d*\)?)?$
    |leave\ a\ (?:comment|reply|review).{0,20}|share\ (?:this|on|via).{0,60}|print\ (?:version|this).{0,20}|back\ to\ top
    |(?:download|get)\s+(?:the|our)\s+(?:free\s+)?(?:\w+\s+)?app\b.{0,100}|tags?\s*:.{0,200}|filed\ under\b.{0,120}|topics?\s*:.{0,120}
    |follow\ us.{0,60}|all\ rights\ reserved.{0,60}|follow\ .{2,40}\ on\ (?:twitter|facebook|instagram|x)\b.{0,120}
    |(?:czytaj|zobacz|przeczytaj)\s+(?:więcej|także|też|również).{0,120}|(?:lesen\ sie|mehr\ zum\ thema|lesen\ sie\ (?:auch|mehr)|lies\ auch|siehe\ auch)\b.{0,120}
    |(?:lire\ aussi|à\ lire|voir\ aussi|lire\ également|sur\ le\ même\ sujet)\b.{0,160}|(?:leggi\ anche|leia\ (?:também|mais)|lea\ también|lee\ también|te\ puede\ interesar|lees\ ook|les\ også|läs\ (?:också|mer|även)|les\ mer)\b.{0,160}
    |(?:читайте?|смотрите|см\.)\s+(?:также|ещ[её]|по\ теме|далее|дальше).{0,160}|(?:по\ теме|на\ эту\ тему|материалы\ по\ теме|оставить\ (?:отзыв|комментарий)|подписывайтесь\b.{0,120}|подпишитесь\b.{0,120}
      |поделиться.{0,40}|версия\ для\ печати|обсудить.{0,30}|комментари[ий].{0,20}|мы\ в\ (?:социальных\ сетях|соцсетях|telegram).{0,60}|другие\ новости.{0,40}|лента\ новостей|теги\s*:.{0,160})\s*$
    |(?:həmçinin\ oxu(?:yun)?|oxuyun|rəy\ yaz(?:ın)?|şərh\ yaz|şərhlər|sosial\ şəbəkələrdə.{0,40}|bizi\ (?:izləyin|facebook).{0,60}|çap\ versiyası|paylaş.{0,30}|mövzu\ üzrə|xəbər\ lenti|bölmənin\ digər\ xəbərləri|teqlər\s*:.{0,160})\s*:?\s*$
    |(?:yorum\ yaz|yorumlar.{0,20}|bizi\ (?:sosyal|takip).{0,60}|yazdır|paylaş.{0,30}|konuyla\ ilgili|ilgili\ haber(?:ler)?|haber\ akışı|bölümün\ diğer\ haberleri|etiketler\s*:.{0,160}|devamını\ oku.{0,60}|abone\ ol.{0,60})\s*:?\s*$
    )""",
    220,
)

NOTICES = Short(
    r"""all\ rights\ reserved\.?|may\ not\ be\ (?:published|reproduced)|©\s?(?:19|20)\d\d|copyright\s+(?:©|\(c\)|\d{4})
    |this\ (?:article|story|site|post)\ (?:contains\ affiliate|was\ originally\ published|has\ been\ (?:updated|viewed)\ \d)
    |we\ (?:may\ earn|earn)\ (?:a\ )?commission|affiliate\ (?:links|commission)|if\ you\ (?:buy|enjoyed\ this|purchase)
    |sign\ up\ (?:for|to)\ (?:our|the|receive)|(?:our|the|free|daily|weekly)\ (?:\w+\ )?newsletter\b|subscribe\ to\ (?:our|the|get)
    |(?:accept|use\ of|uses?)\ cookies|(?:log|sign)\ in\ (?:or|to)\ (?:register|create|continue|post|comment|your)
    |your\ email\ address\ will\ not|required\ fields\ are|enable\ javascript|javascript\ is\ (?:disabled|required)
    |follow\ us\ on\b|like\ us\ on\ facebook|send\ (?:us\ )?(?:your\ )?tips\ to|letters?\ to\ the\ editor
    |extern(?:e[rnm]?)\ (?:redaktionelle[rnm]?\ )?inhalt|redaktioneller\ inhalt|personenbezogene\ daten\ an\ drittplattformen|link\ zum\ youtube-inhalt
    |(?:melden\ sie\ sich|abonnieren\ sie|jetzt\ abonnieren|anmelden\ zum|hier\ (?:geht\ es|geht's|gehts)\ z\w+).{0,80}(?:newsletter|app\b|podcast|kanal)|newsletter.{0,40}(?:abonnier|anmeld|richtig|hier\ entlang)
    |(?:whatsapp|telegram)-kanal|social\ media\b.{0,20}\bob\b|bei\ social\ media
    |(?:inscrivez-vous|abonnez-vous).{0,60}(?:newsletter|lettre|chaîne|alerte)|(?:suscr[íi]b(?:ete|ase)|ap[úu]ntate|reg[íi]strate).{0,60}(?:newsletter|bolet[íi]n|canal)
    |(?:iscriviti|seguici).{0,60}(?:newsletter|canale|telegram|whatsapp)|(?:inscreva-se|assine|siga).{0,40}(?:newsletter|canal|whatsapp)
    |(?:schrijf\ je\ in|meld\ je\ aan).{0,60}nieuwsbrief|zapisz\ się.{0,40}newsletter|(?:přihlaste\ se|odebírejte).{0,40}(?:newsletter|odběr)
    |(?:to\ view\ this\ content|this\ content\ is\ (?:hosted|provided)\ by|afin\ d[e'’].{0,60}cookies|para\ ver\ este\ contenido|per\ visualizzare\ questo\ contenuto)
    |перепечатка|использовании\ материалов|ссылка\ на\ .{2,30}\ обязательна|все\ права\ защищены
    |istifadə(?:si)?\ zamanı\ .{0,40}istinad|bütün\ hüquqlar|tüm\ hakları\ saklıdır|izinsiz\ (?:kopyalan|kullanıl)""",
    400,
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|yan|fev|apr|iyu|avq|sen|okt|noy|dek|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara)\w*\.?"
STAMPS = Short(
    rf"""^(?:(?:(?:last\ )?(?:updated|published|posted|modified|created|first\ published|date|uppdaterad|publicerad|publié|mis\ à\ jour|veröffentlicht|aktualisiert|stand|опубликовано|обновлено|дата|dərc\ olunub|yenilənib|tarix|yayınlanma|güncelleme|giriş|on)\b[\s:.-]*(?:at|on|le|am|le)?\s*)+[\w\s,.:/()|+-]{{0,80}}\d[\w\s,.:/()|+-]{{0,40}}
    |[\w\s|,]{{0,30}}\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}(?:[\s,|-]+\d{{1,2}}[:.]\d\d(?::\d\d)?\s*(?:am|pm)?)?[\s|]*
    |(?:\w+,?\s+)?\d{{1,2}}\.?\s+(?:de\s+)?{_MONTH}\.?,?\s+(?:de\s+)?\d{{4}}.{{0,40}}
    |(?:\w+,?\s+)?{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}.{{0,40}}
    |\d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}.{{0,24}}|\d+\ (?:min|minutes?|hours?|days?)\b.{{0,12}}(?:read|ago)?)$""",
    120,
)

CHROME_LINE = Short(
    r"""^[\s|•·:»›-]*(?:(?:comments?|reviews?|отзыв\w*|комментари\w*|rəy\w*|şərh\w*|yorum\w*)(?:\ \w+)?\s*[:(]\s*\d+\)?|(?:leave\ a\ (?:review|comment|reply)|print(?:\ version)?|back|share|home|top|comments?|e-?mail|send|rss|facebook|twitter|telegram|whatsapp
    |оставить\ отзыв|версия\ для\ печати|назад|распечатать|отправить|наверх|поделиться|комментарии
    |rəy\ yaz(?:ın)?|çap\ versiyası|geri|paylaş|çap\ et|yorum\ yaz(?:ın)?|yazdır|yukarı)[\s|•·/,:»›-]*)+$""",
    160,
)

RELATED_HEADING = Short(
    r"""^(?:on\ (?:this\ )?topic|related|see\ also|read\ (?:also|more)|more\ on\ this|news\ ?line|latest\ news|other\ news.{0,30}|comments?(?:\s*\(\d+\))?|top\ stories|most\ read
    |по\ теме|читайте\ также|лента\ новостей|другие\ новости.{0,30}|последние\ новости|комментарии|ещё\ по\ теме|материалы\ по\ теме|новости\ по\ теме
    |mövzu\ üzrə|xəbər\ lenti|bölmənin\ digər\ xəbərləri|digər\ xəbərlər|şərhlər|oxşar\ xəbərlər|son\ xəbərlər
    |konuyla\ ilgili|haber\ akışı|bölümün\ diğer\ haberleri|diğer\ haberler|yorumlar|ilgili\ haberler|son\ haberler)\s*:?$""",
    80,
)
