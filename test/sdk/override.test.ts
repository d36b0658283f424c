import { describe, expect, test } from 'vitest'
import { Override } from '../../src/sdk/override.js'
import { overrideCallback } from '../../src/sdk/override-callback.js'

interface Target {
  onclose?: (() => void) | undefined | null
}

/** A target whose callbacks, and what is put in front of them, leave their names. */
function setUp(target: Target = {}) {
  const calls: string[] = []
  const named = (name: string) => (): void => void calls.push(name)
  const inFront = (name: string): (() => void) =>
    overrideCallback(target, 'onclose', (handler) => () => {
      calls.push(name)
      handler()
    })
  const close = (through: Target = target): string[] => {
    through.onclose?.()
    return calls.splice(0)
  }
  return { target, calls, named, inFront, close }
}

describe('a callback', () => {
  test('whenever it is assigned, and however often', () => {
    const { target, named, inFront, close } = setUp()
    const undo = inFront('tap')
    expect(close()).toEqual([])
    target.onclose = named('first')
    expect(close()).toEqual(['tap', 'first'])
    target.onclose = named('second')
    expect(close()).toEqual(['tap', 'second'])
    target.onclose = null
    expect([target.onclose, close()]).toEqual([null, []])
    undo()
    expect(Object.getOwnPropertyDescriptor(target, 'onclose')).toMatchObject({ value: null, writable: true })
  })

  test('is as it was afterwards', () => {
    const { target, named, inFront } = setUp()
    inFront('tap')()
    expect(Reflect.ownKeys(target)).toEqual([])
    const handler = named('own')
    target.onclose = handler
    const before = Object.getOwnPropertyDescriptors(target)
    inFront('tap')()
    expect(Object.getOwnPropertyDescriptors(target)).toEqual(before)
    expect(target.onclose).toBe(handler)
  })

  test.each([
    ['in their order', [0, 1]],
    ['in the reverse order', [1, 0]],
  ])('of two that stand in front, the later one is called first; taken away %s', (_, order) => {
    const { target, named, inFront, close } = setUp()
    target.onclose = named('own')
    const undo = [inFront('first'), inFront('second')]
    expect(close()).toEqual(['second', 'first', 'own'])
    undo[order[0] as number]?.()
    expect(close()).toEqual([order[0] === 0 ? 'second' : 'first', 'own'])
    undo[order[1] as number]?.()
    expect(close()).toEqual(['own'])
    expect(Reflect.ownKeys(target)).toEqual(['onclose'])
  })

  test('an accessor, of the object or of its class, goes on to hold it', () => {
    class Wrapper {
      inner: Target = {}
      get onclose() {
        return this.inner.onclose
      }
      set onclose(handler) {
        this.inner.onclose = handler
      }
    }
    const own: Target = {}
    const inner: Target = {}
    const accessor = {
      configurable: true,
      enumerable: false,
      get: () => inner.onclose,
      set: (handler: Target['onclose']) => {
        inner.onclose = handler
      },
    }
    Object.defineProperty(own, 'onclose', accessor)
    const ofClass: Target & { inner: Target } = new Wrapper()
    for (const [target, held] of [
      [own, inner],
      [ofClass, ofClass.inner],
    ] as const) {
      const { named, inFront, close } = setUp(target)
      const undo = inFront('tap')
      target.onclose = named('own')
      expect(close()).toEqual(['tap', 'own'])
      expect(close(held)).toEqual(['tap', 'own'])
      held.onclose = named('beneath')
      expect(close()).toEqual(['beneath'])
      target.onclose = named('own')
      undo()
      expect(close()).toEqual(['own'])
      expect(close(held)).toEqual(['own'])
    }
    expect(Object.getOwnPropertyDescriptor(own, 'onclose')).toEqual(accessor)
    expect(Reflect.ownKeys(ofClass)).toEqual(['inner'])
  })

  test('what stands in front of the object itself does not matter', () => {
    for (const front of [(target: Target) => Object.create(target), (target: Target) => new Proxy(target, {})]) {
      const { target, named, inFront, close } = setUp()
      inFront('tap')
      const through: Target = front(target)
      through.onclose = named('own')
      expect(close(through)).toEqual(['tap', 'own'])
      expect(close()).toEqual(['tap', 'own'])
    }
  })

  test('an object that is derived from one with something in front has both in front', () => {
    const base = setUp()
    base.inFront('of the base')
    const derived = setUp(Object.create(base.target))
    const undo = derived.inFront('of the derived')
    derived.target.onclose = base.named('own')
    expect(derived.close()).toEqual(['of the derived'])
    expect(base.calls.splice(0)).toEqual(['of the base', 'own'])
    undo()
    expect(derived.close()).toEqual([])
    expect(base.calls).toEqual(['of the base', 'own'])
  })

  test('what was in front of a property that was deleted since takes nothing else away', () => {
    const { target, named, inFront, close } = setUp()
    const undo = inFront('first')
    delete target.onclose
    target.onclose = named('own')
    inFront('second')
    undo()
    expect(close()).toEqual(['second', 'own'])
  })

  test('a property that somebody else has replaced since is left alone', () => {
    const { target, named, inFront, close } = setUp()
    const undo = inFront('tap')
    Object.defineProperty(target, 'onclose', { configurable: true, writable: true, value: named('own') })
    undo()
    expect(close()).toEqual(['own'])
  })

  test('the objects of one class still have one shape', () => {
    const targets = [setUp(), setUp()].map(({ target, inFront }) => {
      inFront('tap')
      return Object.getOwnPropertyDescriptor(target, 'onclose')
    })
    expect(targets[0]?.get).toBe(targets[1]?.get)
    expect(targets[0]?.set).toBe(targets[1]?.set)
  })
})

test('a method that somebody else has replaced since is left alone', () => {
  const target = { start: () => 'own' }
  const first: Override<typeof target, 'start'> = new Override(target, 'start', () => `first, ${first.original()}`)
  const second: Override<typeof target, 'start'> = new Override(target, 'start', () => `second, ${second.original()}`)
  expect(target.start()).toBe('second, first, own')
  first.undo()
  expect(target.start()).toBe('second, first, own')
  second.undo()
  expect(target.start()).toBe('first, own')
  first.undo()
  expect(target.start()).toBe('own')
})
