import { deepStrictEqual as deepEqual, strictEqual as equal } from 'node:assert'
import { compareLevels, MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import { type Check, messagesIn, type Tested } from './check-context.js'
import type { Received } from './sdk-session.js'

const messageAt = (label: string): string => `logged at <${label}>`

/** Logs once at each level that is sent. */
function logAll({ levels, log }: Tested): void {
  for (const [label] of levels) log(label, messageAt(label), {})
}

/** The labels of what was received, each with the level at which it arrived. */
function labelled({ levels }: Tested, received: readonly Received[]): [string | undefined, McpLevel][] {
  const texts = levels.map(([label]) => messageAt(label))
  return messagesIn(received, texts).map((text, index) => {
    const label = text === undefined ? undefined : levels[texts.indexOf(text)]?.[0]
    return [label, (received[index] as Received).level]
  })
}

/** Levels, and what clients ask for. */
export const LEVEL_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends each record at the expected MCP level, and none at a level that is dropped'(context) {
    const tested = await context.connected()
    const received = await tested.during(() => logAll(tested))
    deepEqual(labelled(tested, received), tested.levels)
    const { levels } = context.makeLogger({})
    for (const [label, level] of Object.entries(levels)) {
      if (level === false) deepEqual(await tested.during(() => tested.log(label, messageAt(label), {})), [])
    }
  },

  async 'sends what this client asks for, whatever another one does'(context) {
    const tested = await context.connected()
    const other = await context.openSession((server) => tested.adapter.attach(server))
    for (const asked of MCP_LEVELS) {
      await tested.setLevel(asked)
      const received = await tested.during(() => logAll(tested))
      const expected = tested.levels.filter(([, level]) => compareLevels(level, asked) >= 0)
      deepEqual(labelled(tested, received), expected, `at ${asked}`)
    }
    deepEqual(labelled(tested, await other.during(() => logAll(tested))), tested.levels)
  },

  async 'sends nothing to a client that does not ask, from 2026-07-28 on'(context) {
    if (context.setup.era === 'legacy') return
    const tested = await context.connected()
    await tested.setLevel(undefined)
    deepEqual(await tested.during(() => logAll(tested)), [])
    equal(tested.stats().sent, 0)
  },

  async 'applies the option `levels`'(context) {
    const [label = '', level] = (await context.connected()).levels.at(-1) ?? []
    const changed = await context.connected({ levels: { [label]: level === 'alert' ? 'notice' : 'alert' } })
    const [record] = await changed.during(() => changed.log(label, 'text', {}))
    equal(record?.level, level === 'alert' ? 'notice' : 'alert')
    const dropped = await context.connected({ levels: { [label]: false } })
    deepEqual(await dropped.during(() => dropped.log(label, 'text', {})), [])
    equal(dropped.stats().dropped.unmapped, 1)
  },
}
