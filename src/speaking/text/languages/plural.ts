import type { PluralForms } from './language-words.ts';

/** `Intl` objects cost milliseconds to make and are few. */
const rules = new Map<string, Intl.PluralRules>();

function pluralRules(locale: string): Intl.PluralRules {
  const known = rules.get(locale);
  if (known !== undefined) return known;
  const made = new Intl.PluralRules(locale);
  rules.set(locale, made);
  return made;
}

/** The form of a word that goes with a number. */
export function pluralForm(forms: PluralForms, value: number, locale: string): string {
  const known = forms.split('|');
  const order = known.length > 2 ? ['one', 'few', 'many', 'other'] : ['one', 'other'];
  const category = pluralRules(locale).select(value);
  const at = order.indexOf(category);
  return known[at < 0 ? known.length - 1 : Math.min(at, known.length - 1)] as string;
}
