import { expect, test } from 'vitest'
import { measure } from '../../bench/isolation.js'

test('sessions that stall or flood neither delay nor drop records of the others', async () => {
  const beats = 30
  const { alone, beside } = await measure('bridge', { chatting: 16, stalled: 2, flooding: 2, beats })
  const all = Array.from({ length: beats }, (_, n) => n)
  for (const { beats: heard } of [...alone, ...beside]) expect(heard).toEqual(all)
})
