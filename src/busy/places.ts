/** Where a service is at home, so that a sale in China is no news about the mail of Canada. Pure. */
import type { Service } from '../model.ts';

/** Those whose address does not say. */
const known: Readonly<Record<string, string>> = {
  ...{ 'sf-express': 'cn', cainiao: 'cn', taobao: 'cn', tmall: 'cn', jd: 'cn', alipay: 'cn' },
  ...{ 'wechat-pay': 'cn', wechat: 'cn', wecom: 'cn', qq: 'cn', dingtalk: 'cn', weibo: 'cn' },
  ...{ douyin: 'cn', bilibili: 'cn', zhihu: 'cn', baidu: 'cn', line: 'jp' },
  ...{ usps: 'us', 'royal-mail': 'gb', 'canada-post': 'ca', 'australia-post': 'au' },
};

const countries: Readonly<Record<string, string>> = {
  ...{ cn: 'cn', jp: 'jp', kr: 'kr', fr: 'fr', de: 'de', uk: 'gb', au: 'au', ca: 'ca' },
};

/** A country's two letters, or `world`. */
export function placeOf({ id, homepage, components }: Service): string {
  const target = components.flatMap(({ checks }) => checks)[0]?.target;
  const host = URL.parse(homepage ?? target ?? '')?.hostname ?? '';
  const ending = host.slice(host.lastIndexOf('.') + 1);
  return known[id] ?? countries[ending] ?? 'world';
}
