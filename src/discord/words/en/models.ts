/** `/model` and `/usage`. */
export const models = {
  inUse: (model: string, isOwn: boolean) =>
    `In use here: **${model}**${isOwn ? ', chosen for this server' : ', the default'}`,
  cannotUse: (why: string) => `The model that was chosen here cannot be used: ${why}`,
  listed: (alias: string, tier: string, price: string, context: string) =>
    `**${alias}**: ${tier}, ${price}${context === '' ? '' : `, reads up to ${context} tokens`}`,
  unusable: (alias: string, why: string) => `~~${alias}~~: ${why}`,
  chosen: (model: string) => `From the next answer on I think with ${model}.`,
  isDefaultAgain: (model: string) => `From the next answer on I think with the default again: ${model}.`,
  wasDefault: (model: string) => `Nothing was chosen here: I think with the default, ${model}.`,
  costHead: 'US dollars per million tokens',
  in: 'in',
  out: 'out',
  tier: 'tier',
  model: 'model',
  usageOf: (days: number) => (days === 1 ? 'Today (UTC)' : `The last ${days} days (UTC)`),
  server: 'this server',
  you: 'you',
  nothing: 'nothing yet',
  figures: (requests: number, tokensIn: string, tokensOut: string, cost: string) =>
    `${requests} ${requests === 1 ? 'answer' : 'answers'}, ${tokensIn} tokens in, ${tokensOut} out, ${cost}`,
  discarded: (requests: number, tokens: string, cost: string) =>
    `of these begun early and thrown away unheard: ${requests}, ${tokens} tokens, ${cost}`,
  estimated: (requests: number) => `tokens reckoned, since the provider did not count them: ${requests}`,
  left: (left: string, limit: string) => `left of today's budget: ${left} of ${limit}`,
};
