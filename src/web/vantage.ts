/** `/api/vantage`: what this place sees, for other places that know the key. */
import { isKeyOf } from '../vantage/key.ts';
import type { Door } from './door.ts';

const longestName = 200;

export const hangVantage: Door = (web, { vantage }) => {
  if (!vantage) return;
  web.get('/api/vantage/:service', (context) => {
    if (!isKeyOf(context.req.header('authorization'), vantage.key)) {
      return context.json({ error: 'the key is another one' }, 401);
    }
    const account = vantage.witness(context.req.param('service').slice(0, longestName));
    return account ? context.json(account) : context.json({ error: 'not watched here' }, 404);
  });
};
