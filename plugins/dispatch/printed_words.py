"""The newsroom's printed vocabulary in en, ru, az and tr: months, roles, agencies and words that are no name or place."""

import re

__all__ = [
    "AGENCIES",
    "CHROME_WORDS",
    "MONTHS",
    "NAME_PARTICLES",
    "NOT_A_PERSON",
    "NOT_A_PLACE",
    "PLACES_LIKE_NAMES",
    "ROLE_LABELS",
    "SHORT_PLACES",
    "fold",
]


def fold(text: str) -> str:
    """Give `text` casefolded with the Turkic dot of İ dropped and spaces single."""
    return " ".join(text.casefold().replace("\u0307", "").split())


def _months(table: str) -> dict[str, int]:
    months: dict[str, int] = {}
    for line in table.strip().splitlines():
        number, names = line.split(":")
        for name in names.split():
            months[fold(name)] = int(number)
    return months


MONTHS = _months(
    """
1: january jan января январь янв yanvar yanvarın ocak oca
2: february feb февраля февраль фев февр fevral fevralın şubat şub fev
3: march mar марта март мар mart martın
4: april apr апреля апрель апр aprel aprelin nisan nis
5: may мая май may mayın mayıs
6: june jun июня июнь июн iyun iyunun haziran haz
7: july jul июля июль июл iyul iyulun temmuz tem
8: august aug августа август авг avqust avqustun ağustos ağu
9: september sept sep сентября сентябрь сент сен sentyabr sentyabrın eylül eyl sen
10: october oct октября октябрь окт oktyabr oktyabrın ekim eki okt
11: november nov ноября ноябрь нояб ноя noyabr noyabrın kasım kas noy
12: december dec декабря декабрь дек dekabr dekabrın aralık ara dek
"""
)


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word.replace("_", " ")) for word in text.split())


AGENCIES = _words(
    """ap afp aa dha iha anka apa upi reuters tass itar-tass interfax ria ria_novosti turan trend report report.az
    azertac azertag azərtac azərtag azeri-press sputnik bloomberg xinhua dpa efe ansa kyodo yonhap pti ians cns rfe/rl
    rferl bbc cnn associated_press the_associated_press agence_france-presse prnewswire pr_newswire business_wire
    globe_newswire meridian meridiyan meridyen тасс итар-тасс риа риа_новости интерфакс рейтер туран тренд азертадж
    азертадж. азертаг апа спутник укринформ унн унiан униан белта казинформ меридиан лента.ру росбалт регнум апн
    ап афп interfax.ru interfax-ukraine ukrinform unian belta kazinform bns elta leta delfi cihan thomson_reuters
    thomson_reuters_foundation ips knight_ridder mcclatchy newsru oxu.az qafqazinfo modern.az day.az news.az 1news.az
    vesti.az anadolu anadolu_agency anadolu_ajansı demirören_haber_ajansı ihlas_haber_ajansı gazeta.ru kavkaz-uzel
    кавказский_узел eurasianet iwpr voa voice_of_america dw deutsche_welle turan_news contact minval haqqin.az"""
)

SHORT_PLACES = _words(
    "van ufa ufá уфа hue qum pau ulm ayr fes rio goa aix elk ypres yei lom bam bar nis ниш niš ağa"
)

NOT_A_PLACE = _words(
    """nato opec osce obse обсе нато сша unesco unicef ato atət bmt abş avrо ab abd nasa fifa uefa aids covid covid-19
    brics брикс снг мид мвд фсб оон ес мвф imf who wto wada asean bric apec coe pace passe eu un us usa uk ussr ссср
    monday tuesday wednesday thursday friday saturday sunday понедельник вторник среда четверг пятница суббота
    воскресенье pazartesi salı çarşamba perşembe cuma cumartesi pazar
    breaking update updated urgent exclusive analysis opinion video photo photos file watch live correction editorial
    commentary interview profile factbox timeline explainer review summary note editor q a advisory alert flash bulletin
    lead wrapup newsmaker feature sport sports weather markets срочно видео фото обновлено интервью комментарий молния
    анализ мнение справка досье son_dakika video foto fotoğraf təcili yenilənib müsahibə özel_haber haber xəbər
    güncelleme the this that he she it they we you in on at as when after before if but and by from for chapter part
    section table figure introduction conclusion table_of_contents source sources published posted read also editor's editors dear today tomorrow yesterday news world top warning attention caption sen. rep.
    gov. president minister premier senator prime king queen pope"""
)

NOT_A_PERSON = _words(
    """agency agence news staff press times desk team newsroom editors editorial service bureau report reports reporter
    correspondent writer redaksiya редакция агентство новости служба пресса журнал газета корреспондент ajansı ajans
    haber xəbər xəbərlər redaksiyası merkezi mərkəzi agentliyi associated reuters bloomberg media group network radio
    television tv university institute ministry committee council union party nations company corporation ltd inc llc
    magazine journal post tribune herald gazette chronicle courier guardian archive foundation court senate house
    department office center centre club school hospital bank museum street avenue getty images afp tass тасс риа
    stringer contributor admin administrator guest anonymous wire wires com org net www"""
)

CHROME_WORDS = _words(
    """leave review reviews comment comments follow us social networks network share print back subscribe subscription
    newsletter read more next previous home page top news line latest related other stories story section sections
    sign log login logout register search menu contact about privacy policy terms rss facebook twitter telegram
    instagram youtube whatsapp vkontakte linkedin email e-mail send tags tag topics archive popular most all rights
    reserved copyright advertisement advertising ads sponsored version full text mobile click here view add reply join
    download watch donate support photo gallery video videos live online today yesterday this that with your our
    оставить отзыв отзывы комментарий комментарии лента новостей новости версия для печати назад другие раздела
    по теме мы в социальных сетях подписаться поделиться читать далее еще ещё главная архив реклама правила
    поиск контакты наверх обсудить распечатать отправить подпишитесь читайте также
    rəy yaz rəylər şərh şərhlər xəbər lenti xəbərlər çap versiyası geri bölmənin digər xəbərləri mövzu üzrə sosial
    şəbəkələrdə izləyin paylaş oxu ana səhifə arxiv əlaqə axtarış bizi abunə ol
    yorum yaz yorumlar haber akışı haberler yazdır geri bölümün diğer haberleri konuyla ilgili sosyal medyada takip edin
    paylaş devamı ana sayfa arşiv iletişim arama abone ol son dakika gündem"""
)

NAME_PARTICLES = _words(
    """de da do dos das di del della der den van von zu la le el al bin ibn ben bint abu oğlu oglu оглы кызы qızı kızı
    ter ten y e af av st. o"""
)

PLACES_LIKE_NAMES = _words(
    """united_nations new_york los_angeles san_francisco hong_kong tel_aviv buenos_aires sao_paulo rio_de_janeiro
    washington_d.c. washington_dc washington,_d.c. new_delhi st._petersburg saint_petersburg cape_town mexico_city
    vatican_city abu_dhabi addis_ababa kuala_lumpur ho_chi_minh phnom_penh white_house united_states united_kingdom
    saudi_arabia south_africa north_korea south_korea new_zealand sri_lanka new_orleans las_vegas san_diego san_jose
    el_salvador costa_rica puerto_rico the_hague нью-йорк лос-анджелес нижний_новгород великий_новгород белый_дом
    соединенные_штаты нагорный_карабах dağlıq_qarabağ birləşmiş_millətlər birleşmiş_milletler nyu_york
    ak_saray beyaz_saray ağ_ev south_ossetia east_timor sierra_leone burkina_faso tel-aviv santa_fe santa_monica
    palm_beach long_beach fort_worth salt_lake_city kansas_city quebec_city kuwait_city panama_city guatemala_city"""
)

_ROLES: tuple[tuple[str, str], ...] = (
    (
        "bylines",
        (
            r"(?:text|story|words)\s+(?:and|&)\s+(?:photos?|pictures?)|(?:текст|репортаж)\s+и\s+фото|"
            r"(?:mətn|yazı)\s+və\s+fotolar|(?:mətn|yazı)\s+və\s+foto|haber\s*[-/–]\s*(?:kamera|foto(?:ğraf)?)"
        ),
    ),
    (
        "contributors",
        (
            r"(?:additional|further|extra|other)\s+reporting|with\s+(?:additional\s+)?reporting|contributing|contributed|"
            r"при\s+участии|в\s+подготовке\s+участвовал[аи]?|дополнительный\s+репортаж|əlavə\s+məlumat|katkıda\s+bulunan|"
            r"katkı|ek\s+haber"
        ),
    ),
    (
        "editors",
        (
            r"editing|edited|editor|editors|desk\s+editor|copy\s*editing|под\s+редакцией|редактор|редактура|отредактировал[аи]?|"
            r"redaktor|redaktə\s+etdi|redaktə|editör|düzenleyen|düzenleme|translation|translated|translator|перевод|перевел[аи]?|"
            r"перев[её]л|tərcümə\s+etdi|tərcümə|çeviri|çeviren"
        ),
    ),
    (
        "photographers",
        (
            r"photos?|photographs?|photography|pictures?|images?|video|videography|camera|фото(?:граф(?:ия|ии)?)?|снимк[иа]|"
            r"видео|съ[её]мка|камера|оператор|foto(?:ğraf(?:lar)?|qraf|lar)?|şəkil(?:lər)?|kamera|görüntü|videoqraf"
        ),
    ),
    (
        "bylines",
        (
            r"(?:story|words|text|article|reporting|reported|written|writing|compiled|prepared|interview|original\s+reporting)|"
            r"автор(?:ы)?(?:\s+(?:текста|материала|статьи))?|текст|материал\s+подготовил[аи]?|подготовил[аи]?|записал[аи]?|"
            r"беседовал[аи]?|репортаж|собкорр?\.?|(?:спец)?корр(?:еспондент)?\.?|müəllif(?:lər)?(?:i)?|mətn|hazırladı|hazırlayan|"
            r"hazırlayıb|yazı|müxbir|söhbətləşdi|yazan(?:lar)?|yazar(?:lar)?|haber|metin|muhabir|röportaj|derleyen"
        ),
    ),
)

ROLE_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"^(?:{pattern})(?=$|[\s:.—–-])", re.IGNORECASE)) for role, pattern in _ROLES
)
