import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type Queued, RecordQueue } from '../../src/delivery/record-queue.js'
import fc from '../harness/fast-check.js'

const entry = (sequence: number, severity = 1): Queued => ({ sequence, severity })

describe('RecordQueue', () => {
  test('gives back in the order of arrival, whatever the level', () => {
    const queue = new RecordQueue<Queued>()
    const severities = [1, 7, 0, 3, 8, 1]
    severities.forEach((severity, sequence) => {
      queue.push(entry(sequence, severity))
    })
    expect(severities.map(() => queue.shift()?.sequence)).toEqual([0, 1, 2, 3, 4, 5])
    expect(queue.shift()).toBeUndefined()
    expect(queue.length).toBe(0)
  })

  test('evicts the oldest of the least severe', () => {
    const queue = new RecordQueue<Queued>()
    for (const [sequence, severity] of [4, 1, 3, 1, 0].entries()) queue.push(entry(sequence, severity))
    expect(queue.weakest?.sequence).toBe(4)
    expect([1, 2, 3, 4, 5].map(() => queue.evict()?.sequence)).toEqual([4, 1, 3, 2, 0])
    expect(queue.evict()).toBeUndefined()
    expect(queue.weakest).toBeUndefined()
  })

  test('does as a sorted list would', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.nat({ max: 8 }) },
      { weight: 2, arbitrary: fc.constantFrom('shift' as const, 'evict' as const) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const queue = new RecordQueue<Queued>()
        let model: Queued[] = []
        steps.forEach((each, sequence) => {
          if (typeof each === 'number') {
            queue.push(entry(sequence, each))
            model.push(entry(sequence, each))
          } else {
            const byPlace = model.toSorted((a, b) => a.severity - b.severity || a.sequence - b.sequence)
            const expected = each === 'shift' ? model[0] : byPlace[0]
            expect(queue[each]()).toEqual(expected)
            model = model.filter(({ sequence }) => sequence !== expected?.sequence)
          }
          expect(queue.length).toBe(model.length)
        })
      }),
    )
  })

  test('does not keep what has left it until the old generation is collected', () => {
    setFlagsFromString('--expose-gc')
    const gc = runInNewContext('gc') as (options?: { type: 'minor' }) => void
    const queue = new RecordQueue<Queued & { readonly text: string[] }>()
    let sequence = 0
    const push = (): void => queue.push({ ...entry(sequence++), text: new Array(125).fill('') }) // about a kilobyte
    for (let n = 0; n < 100; n++) push()
    gc()
    const before = process.memoryUsage().heapUsed
    for (let n = 0; n < 20_000; n++) {
      push()
      queue.evict()
      if (n % 1000 === 999) gc({ type: 'minor' })
    }
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(5_000_000)
  })
})
