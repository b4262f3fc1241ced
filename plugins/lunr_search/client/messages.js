/** What the search page says, in the languages of the interface. */

/** @typedef {{ found: (count: number) => string, none: string, more: string, busy: string, failed: string, retry: string, hint: string, shortcut: string, results: string, instead: string, where: string, nowhere: string, narrow: string, sort: string, from: string, to: string, all: string, sorts: Record<string, string>, facets: Record<string, string> }} Messages */

/** @type {Record<string, Messages>} */
const MESSAGES = {
  en: {
    found: (count) => (count === 1 ? "1 dispatch found" : `${count} dispatches found`),
    none: "Nothing found. Fewer words, or a star for the rest of a word (ferr*), find more.",
    more: "Show more",
    busy: "Searching …",
    failed: "The search could not be loaded.",
    retry: "Try again",
    hint: "Type a word, a name or a place.",
    shortcut: "The / key goes to the search box",
    results: "Results",
    instead: "Did you mean",
    where: "Show where",
    nowhere: "The words do not stand in the text itself.",
    narrow: "Narrow the results",
    sort: "Sort by",
    from: "From",
    to: "To",
    all: "Show all",
    sorts: { relevance: "relevance", newest: "newest first", oldest: "oldest first" },
    facets: {
      section: "Section",
      place: "Place",
      byline: "Byline",
      tag: "Topic",
      lang: "Language",
      year: "Year",
    },
  },
  az: {
    found: (count) => `${count} yazı tapıldı`,
    none: "Heç nə tapılmadı. Daha az söz yazın və ya sözün qalanı üçün ulduz qoyun (gəmi*).",
    more: "Daha çox göstər",
    busy: "Axtarılır …",
    failed: "Axtarış yüklənmədi.",
    retry: "Yenidən cəhd et",
    hint: "Söz, ad və ya yer yazın.",
    shortcut: "/ düyməsi axtarış sahəsinə aparır",
    results: "Nəticələr",
    instead: "Bəlkə bunu axtarırsınız:",
    where: "Harada olduğunu göstər",
    nowhere: "Bu sözlər mətnin özündə yoxdur.",
    narrow: "Nəticələri daralt",
    sort: "Sırala",
    from: "Tarixdən",
    to: "Tarixədək",
    all: "Hamısını göstər",
    sorts: { relevance: "uyğunluğa görə", newest: "əvvəl yenilər", oldest: "əvvəl köhnələr" },
    facets: { section: "Bölmə", place: "Yer", byline: "Müəllif", tag: "Mövzu", lang: "Dil", year: "İl" },
  },
  ru: {
    found: (count) => `Найдено: ${count}`,
    none: "Ничего не найдено. Попробуйте меньше слов или звёздочку вместо окончания (паром*).",
    more: "Показать ещё",
    busy: "Идёт поиск …",
    failed: "Не удалось загрузить поиск.",
    retry: "Повторить",
    hint: "Введите слово, имя или место.",
    shortcut: "Клавиша / ведёт в строку поиска",
    results: "Результаты",
    instead: "Возможно, вы искали",
    where: "Показать, где",
    nowhere: "В самом тексте этих слов нет.",
    narrow: "Уточнить результаты",
    sort: "Порядок",
    from: "С",
    to: "По",
    all: "Показать все",
    sorts: { relevance: "по соответствию", newest: "сначала новые", oldest: "сначала старые" },
    facets: { section: "Раздел", place: "Место", byline: "Автор", tag: "Тема", lang: "Язык", year: "Год" },
  },
  tr: {
    found: (count) => `${count} haber bulundu`,
    none: "Hiçbir şey bulunamadı. Daha az sözcük ya da ek yerine yıldız deneyin (feribot*).",
    more: "Daha fazla göster",
    busy: "Aranıyor …",
    failed: "Arama yüklenemedi.",
    retry: "Yeniden dene",
    hint: "Bir sözcük, ad ya da yer yazın.",
    shortcut: "/ tuşu arama kutusuna götürür",
    results: "Sonuçlar",
    instead: "Şunu mu aradınız:",
    where: "Nerede geçtiğini göster",
    nowhere: "Bu sözcükler metnin kendisinde geçmiyor.",
    narrow: "Sonuçları daralt",
    sort: "Sırala",
    from: "Başlangıç",
    to: "Bitiş",
    all: "Tümünü göster",
    sorts: { relevance: "ilgiye göre", newest: "önce yeniler", oldest: "önce eskiler" },
    facets: { section: "Bölüm", place: "Yer", byline: "Yazar", tag: "Konu", lang: "Dil", year: "Yıl" },
  },
};

/**
 * The messages of a language, else English.
 * @param {string} language as in the page's `lang`
 * @returns {Messages}
 */
export function messagesIn(language) {
  return MESSAGES[language.split("-")[0] ?? "en"] ?? /** @type {Messages} */ (MESSAGES.en);
}
