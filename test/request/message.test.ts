import { expect, test } from 'vitest'
import { eraOfVersion, metaOf } from '../../src/request/message.js'

test('the first modern revision, and those around it', () => {
  expect(['2024-11-05', '2025-11-25', '2026-07-27'].map(eraOfVersion)).toEqual(['legacy', 'legacy', 'legacy'])
  expect(['2026-07-28', '2026-07-29', '2027-01-01'].map(eraOfVersion)).toEqual(['modern', 'modern', 'modern'])
})

test('`_meta` of a message, which a client may have left out or got wrong', () => {
  const meta = { progressToken: 1 }
  expect(metaOf({ params: { _meta: meta } })).toBe(meta)
  expect(metaOf({})).toBeUndefined()
  for (const _meta of [undefined, null, 'text', 1, true]) expect(metaOf({ params: { _meta } })).toBeUndefined()
})
