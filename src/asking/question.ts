/** People ask whole questions: `is whatsapp down?`, `微信怎么样`. What is left of one is the service's name. */

const before = [/^(?:is|are|what about|how is|how's|hows)\s+/i, /^(?:请问|现在)\s*/];
const after = [
  /\s+(?:is\s+)?(?:down|up|working|ok|okay|broken|offline|online|back|slow)(?:\s+(?:again|now|today))?$/i,
  /\s+(?:not working|outage)$/i,
  /\s*(?:现在|今天|又|是不是|是否)*(?:怎么样|怎么了|咋了|如何|挂了|崩了|坏了|宕机|恢复|正常|好了|能用|可用)(?:了)?(?:吗|没|没有|么|不)?$/,
];

/** The text without question words around it; the same text when there are none or nothing would be left. */
export function withoutQuestion(text: string): string {
  const short = [...before, ...after].reduce((rest, words) => rest.replace(words, ''), text).trim();
  return short === '' ? text : short;
}
