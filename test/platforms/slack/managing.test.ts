/** Who may change what channels hear on Slack: the real Bolt before our stand-in. */
import { afterEach, expect, test } from 'vitest';
import type { SlackSettings } from '../../../src/platforms/slack.ts';
import { createStage, type Stage } from './stage.ts';

let stage: Stage;

afterEach(() => stage.close());

/** What the bot is told of each of these people when they ask. */
async function askedBy(settings: Partial<SlackSettings>, ...people: string[]) {
  stage = await createStage(settings);
  stage.peer.addPerson('UADMIN', { is_admin: true });
  stage.peer.addPerson('UOWNER', { is_owner: true });
  stage.peer.addPerson('UMEMBER', {});
  stage.peer.addPerson('UGUEST', { is_restricted: true });
  await stage.platform.start(stage.ears);
  for (const person of people) await stage.peer.slash('/tocsin', 'mute mail', 'C1', person);
  return stage.asks.map(({ mayManage, managers }) => ({ mayManage, managers }));
}

test('members and admins may, guests may not, and whom Slack does not know is no guest', async () => {
  const asked = await askedBy({}, 'UADMIN', 'UMEMBER', 'UGUEST', 'UNKNOWN');
  expect(asked.map(({ mayManage }) => mayManage)).toEqual([true, true, false, true]);
  expect(asked[2]?.managers).toBeUndefined();
});

test('where only admins may, nobody passes for one', async () => {
  const people = ['UADMIN', 'UOWNER', 'UMEMBER', 'UGUEST', 'UNKNOWN'];
  const asked = await askedBy({ managers: 'admins' }, ...people);
  expect(asked.map(({ mayManage }) => mayManage)).toEqual([true, true, false, false, false]);
  expect(asked[2]?.managers).toBe('admins');
  expect(stage.logged.join()).toContain('Slack does not say who is an admin');
});

test('a press of a button counts as its presser', async () => {
  await askedBy({ managers: 'admins' }, 'UADMIN');
  await stage.peer.press({ type: 'button', action_id: 'run:0', value: 'unmute mail' });
  expect(stage.asks.map(({ mayManage }) => mayManage)).toEqual([true, false]);
});
