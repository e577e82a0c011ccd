/** The list of occasions that come along. */
import type { Occasion } from '../busy.ts';
import { america } from './america.ts';
import { china } from './china.ts';
import { faith } from './faith.ts';
import { world } from './world.ts';

export const occasions: readonly Occasion[] = [...china, ...america, ...world, ...faith];
