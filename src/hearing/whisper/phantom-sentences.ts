import { bareWords } from './bare-words.ts';

/**
 * What Whisper is known to write when it hears noise or silence: thanks, farewells and the credits of the
 * subtitles that it learned from. Each is also something that people say, so a text is never dropped for
 * its words alone.
 */
const SENTENCES: Readonly<Record<string, readonly string[]>> = {
  en: [
    'Thank you.',
    'Thank you very much.',
    'Thank you for watching!',
    'Thanks for watching!',
    'Thanks for watching, and I will see you in the next video.',
    'Please subscribe to my channel.',
    'Like and subscribe!',
    'See you next time.',
    'Subtitles by the Amara.org community',
    'Transcription by CastingWords',
    'Bye.',
    'Bye-bye.',
    'You',
    'Okay.',
    'So',
    'The end.',
    "I'm sorry.",
  ],
  de: [
    'Vielen Dank.',
    'Vielen Dank fürs Zuschauen!',
    'Danke fürs Zuschauen!',
    'Danke.',
    'Tschüss.',
    'Bis zum nächsten Mal.',
    'Untertitel der Amara.org-Community',
    'Untertitel im Auftrag des ZDF für funk, 2017',
    'Untertitelung des ZDF, 2020',
    'Untertitelung aufgrund der Amara.org-Community',
    'Copyright WDR 2021',
    'SWR 2021',
  ],
  fr: [
    'Merci.',
    "Merci d'avoir regardé cette vidéo !",
    'Merci à tous.',
    'Abonnez-vous !',
    "Sous-titres réalisés par la communauté d'Amara.org",
    "Sous-titres réalisés para la communauté d'Amara.org",
    'Sous-titrage Société Radio-Canada',
    "Sous-titrage ST' 501",
    '❤️ par SousTitreur.com',
  ],
  es: [
    'Gracias.',
    '¡Gracias por ver el video!',
    '¡Gracias por ver!',
    '¡Suscríbete al canal!',
    'Subtítulos realizados por la comunidad de Amara.org',
    'Subtítulos por la comunidad de Amara.org',
  ],
  it: [
    'Grazie.',
    'Grazie a tutti.',
    'Grazie per aver guardato il video!',
    'Sottotitoli creati dalla comunità Amara.org',
    'Sottotitoli e revisione a cura di QTSS',
    'Sottotitoli a cura di QTSS',
  ],
  pt: [
    'Obrigado.',
    'Obrigada.',
    'Obrigado por assistir!',
    'Legendas pela comunidade Amara.org',
    'Legenda Adriana Zanotto',
  ],
  nl: [
    'Bedankt.',
    'Bedankt voor het kijken!',
    'Dank u wel.',
    'Ondertitels ingediend door de Amara.org gemeenschap',
    'TV Gelderland 2021',
  ],
  pl: [
    'Dziękuję.',
    'Dziękuję za uwagę.',
    'Dzięki za oglądanie!',
    'Napisy stworzone przez społeczność Amara.org',
    'Zdjęcia i montaż',
  ],
  sv: ['Tack.', 'Tack för att ni tittade!', 'Undertexter från Amara.org-gemenskapen', 'Textning.nu'],
  da: [
    'Tak.',
    'Tak fordi I så med!',
    'Danske tekster af Amara.org fællesskabet',
    'Undertekster af Amara.org',
  ],
  no: ['Takk.', 'Takk for at du så på!', 'Undertekster av Ai-Media', 'Teksting av Nicolai Winther'],
  fi: ['Kiitos.', 'Kiitos katsomisesta!', 'Tekstitys: Amara.org'],
  cs: ['Děkuji.', 'Děkuji za pozornost.', 'Titulky vytvořil JohnyX', 'Titulky od komunity Amara.org'],
  hu: ['Köszönöm.', 'Köszönöm, hogy megnézted!', 'Feliratok: Amara.org közösség'],
  ro: ['Mulțumesc.', 'Vă mulțumim pentru vizionare!', 'Nu uitați să dați like, să lăsați un comentariu'],
  tr: ['Teşekkürler.', 'İzlediğiniz için teşekkür ederim.', 'Altyazı M.K.', 'Abone olmayı unutmayın.'],
  ru: [
    'Спасибо.',
    'Спасибо за просмотр!',
    'Продолжение следует...',
    'Субтитры сделал DimaTorzok',
    'Субтитры создавал DimaTorzok',
    'Субтитры подготовил DimaTorzok',
    'Редактор субтитров А.Синецкая Корректор А.Егорова',
    'Редактор субтитров А.Семкин Корректор А.Егорова',
  ],
  uk: ['Дякую.', 'Дякую за перегляд!', 'Дякуємо за перегляд!', 'Субтитри створені спільнотою Amara.org'],
  ar: ['شكرا', 'شكرا للمشاهدة', 'ترجمة نانسي قنقر', 'اشتركوا في القناة'],
  he: ['תודה.', 'תודה רבה.', 'תודה שצפיתם', 'כתוביות מאת קהילת Amara.org'],
  hi: ['धन्यवाद', 'देखने के लिए धन्यवाद'],
  id: ['Terima kasih.', 'Terima kasih telah menonton!', 'Sampai jumpa di video selanjutnya.'],
  vi: ['Cảm ơn các bạn đã theo dõi.', 'Hãy subscribe cho kênh', 'Cảm ơn.'],
  ja: [
    'ご視聴ありがとうございました',
    'ご視聴ありがとうございます',
    'ありがとうございました',
    'チャンネル登録をお願いいたします',
    'おやすみなさい',
  ],
  zh: [
    '谢谢观看',
    '謝謝觀看',
    '谢谢大家',
    '字幕由Amara.org社区提供',
    '字幕由 Amara.org 社群提供',
    '请不吝点赞 订阅 转发 打赏支持明镜与点点栏目',
    '請不吝點贊訂閱轉發打賞支持明鏡與點點欄目',
    '中文字幕志愿者 杨茜茜',
  ],
  ko: [
    '감사합니다.',
    '시청해주셔서 감사합니다.',
    '구독과 좋아요 부탁드립니다.',
    'MBC 뉴스 이덕영입니다.',
    '한글자막 by 한효정',
  ],
};

const keyOf = (text: string): string => bareWords(text).join(' ');

const KEYS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(SENTENCES).map(([language, sentences]) => [language, new Set(sentences.map(keyOf))]),
);

/** A text with so little voice for each of its signs was not spoken. */
const MIN_VOICED_MS_PER_SIGN = 25;
const MIN_VOICED_MS = 300;
const LOW_LOG_PROBABILITY = -0.7;

/**
 * Says whether a text is a sentence that Whisper is known to invent, in its language or in English, and
 * there is a reason to doubt it: tiny voice, or a low mean log-probability.
 */
export function isPhantom(
  text: string,
  language: string,
  evidence: { readonly voicedMs: number; readonly averageLogProbability: number },
): boolean {
  const key = keyOf(text);
  const isKnown = KEYS.get(language)?.has(key) === true || KEYS.get('en')?.has(key) === true;
  if (!isKnown) return false;
  const neededMs = Math.max(MIN_VOICED_MS, key.length * MIN_VOICED_MS_PER_SIGN);
  return evidence.voicedMs < neededMs || evidence.averageLogProbability < LOW_LOG_PROBABILITY;
}
