import type { Words } from '../words.ts';

export const models: Words['models'] = {
  inUse: (model, isOwn) =>
    `Hier in Gebrauch: **${model}**${isOwn ? ', für diesen Server gewählt' : ', die Vorgabe'}`,
  cannotUse: (why) => `Das Modell, das hier gewählt wurde, kann nicht benutzt werden: ${why}`,
  listed: (alias, tier, price, context) =>
    `**${alias}**: ${tier}, ${price}${context === '' ? '' : `, liest bis zu ${context} Tokens`}`,
  unusable: (alias, why) => `~~${alias}~~: ${why}`,
  chosen: (model) => `Ab der nächsten Antwort denke ich mit ${model}.`,
  isDefaultAgain: (model) => `Ab der nächsten Antwort denke ich wieder mit der Vorgabe: ${model}.`,
  wasDefault: (model) => `Hier war nichts gewählt: Ich denke mit der Vorgabe, ${model}.`,
  costHead: 'US-Dollar je Million Tokens',
  in: 'hinein',
  out: 'heraus',
  tier: 'Stufe',
  model: 'Modell',
  usageOf: (days) => (days === 1 ? 'Heute (UTC)' : `Die letzten ${days} Tage (UTC)`),
  server: 'dieser Server',
  you: 'du',
  nothing: 'noch nichts',
  figures: (requests, tokensIn, tokensOut, cost) =>
    `${requests} ${requests === 1 ? 'Antwort' : 'Antworten'}, ${tokensIn} Tokens hinein, ${tokensOut} heraus, ${cost}`,
  discarded: (requests, tokens, cost) =>
    `davon zu früh begonnen und ungehört verworfen: ${requests}, ${tokens} Tokens, ${cost}`,
  estimated: (requests) => `Tokens geschätzt, weil der Anbieter sie nicht gezählt hat: ${requests}`,
  left: (left, limit) => `übrig vom Budget des Tages: ${left} von ${limit}`,
};
