/** A channel where commands are typed, and what is answered and posted there. */
import { commands } from '../../commands/index.ts';
import { createAnswer } from '../../src/asking/answer.ts';
import type { Service } from '../../src/model.ts';
import type { Ask } from '../../src/platforms/platform.ts';
import { createMemoryDesk, type Given, read } from '../desk.ts';

export const own: readonly Service[] = ['china', 'china post', 'box'].map((name) => ({
  id: `own-${name.replace(' ', '-')}`,
  name: { en: `Own ${name}` },
  aliases: [],
  category: 'own',
  preset: 'default',
  components: [],
}));

export function room(given: Given = {}, rest: Partial<Ask> = {}) {
  const memory = createMemoryDesk({ own, ...given });
  const { answer } = createAnswer({
    commands,
    desk: memory.desk,
    defaults: { language: 'en', timeZone: 'UTC' },
    log: (_level, message) => {
      throw new Error(message);
    },
  });
  const person = { id: 'U1', name: 'ana' };
  const ask = async (line: string) => {
    const { message } = await answer({
      line,
      channel: 'slack:C1',
      person,
      mayManage: true,
      ...rest,
    });
    return read(message);
  };
  const whole = (line: string) =>
    answer({ line, channel: 'slack:C1', person, mayManage: true, ...rest });
  return { ...memory, ask, answer: whole };
}
