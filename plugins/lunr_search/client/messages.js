/** What the search page says, in the languages of the interface. */

/** @typedef {{ found: (count: number) => string, none: string, more: string, busy: string, failed: string, retry: string, hint: string, shortcut: string }} Messages */

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
