/** What the search page says, in the languages of the interface. */

/** @typedef {{ found: (count: number) => string, none: string, more: string, busy: string, failed: string, retry: string, hint: string, shortcut: string, results: string, where: string, narrow: string, sort: string, sorts: Record<string, string> }} Messages */
/** @typedef {{ instead: string, nowhere: string, from: string, to: string, noDay: string, all: string, facets: Record<string, string>, languages?: Record<string, string> }} LaterMessages `languages`: names that some browsers do not have */

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
    where: "Show where",
    narrow: "Narrow the results",
    sort: "Sort by",
    sorts: { relevance: "relevance", newest: "newest first", oldest: "oldest first" },
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
    where: "Harada olduğunu göstər",
    narrow: "Nəticələri daralt",
    sort: "Sırala",
    sorts: { relevance: "uyğunluğa görə", newest: "əvvəl yenilər", oldest: "əvvəl köhnələr" },
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
    where: "Показать, где",
    narrow: "Уточнить результаты",
    sort: "Порядок",
    sorts: { relevance: "по соответствию", newest: "сначала новые", oldest: "сначала старые" },
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
    where: "Nerede geçtiğini göster",
    narrow: "Sonuçları daralt",
    sort: "Sırala",
    sorts: { relevance: "ilgiye göre", newest: "önce yeniler", oldest: "önce eskiler" },
  },
};

/** What only the panel, passages and suggestions say: no page loads it before. @type {Record<string, LaterMessages>} */
const LATER = {
  en: {
    instead: "Did you mean",
    nowhere: "The words do not stand in the text itself.",
    from: "From",
    to: "To",
    noDay: "Write a day as 2004-05-31, 2004-05 or 2004.",
    all: "Show all",
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
    instead: "Bəlkə bunu axtarırsınız:",
    nowhere: "Bu sözlər mətnin özündə yoxdur.",
    from: "Tarixdən",
    to: "Tarixədək",
    noDay: "Tarixi belə yazın: 2004-05-31, 2004-05 və ya 2004.",
    all: "Hamısını göstər",
    facets: { section: "Bölmə", place: "Yer", byline: "Müəllif", tag: "Mövzu", lang: "Dil", year: "İl" },
    languages: { az: "azərbaycan", en: "ingilis", ru: "rus", tr: "türk" },
  },
  ru: {
    instead: "Возможно, вы искали",
    nowhere: "В самом тексте этих слов нет.",
    from: "С",
    to: "По",
    noDay: "Напишите дату так: 2004-05-31, 2004-05 или 2004.",
    all: "Показать все",
    facets: { section: "Раздел", place: "Место", byline: "Автор", tag: "Тема", lang: "Язык", year: "Год" },
  },
  tr: {
    instead: "Şunu mu aradınız:",
    nowhere: "Bu sözcükler metnin kendisinde geçmiyor.",
    from: "Başlangıç",
    to: "Bitiş",
    noDay: "Tarihi şöyle yazın: 2004-05-31, 2004-05 ya da 2004.",
    all: "Tümünü göster",
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

/**
 * What only the panel, passages and suggestions say, in a language, else in English.
 * @param {string} language as in the page's `lang`
 * @returns {LaterMessages}
 */
export function laterMessagesIn(language) {
  return LATER[language.split("-")[0] ?? "en"] ?? /** @type {LaterMessages} */ (LATER.en);
}
