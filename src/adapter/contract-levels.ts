import { deepStrictEqual as deepEqual, strictEqual as equal } from 'node:assert'
import { compareLevels, MCP_LEVELS, type McpLevel } from '../levels/mcp-level.js'
import { type Check, messagesIn, type Tested } from './contract.js'
import type { Received } from './test-session.js'

const said = (label: string): string => `logged at <${label}>`

/** Logs once at each level that MCP has. */
function logAll({ levels, log }: Tested): void {
  for (const [label] of levels) log(label, said(label), {})
}

/** What has come of that, as labels with the level they came at. */
function labelled({ levels }: Tested, received: readonly Received[]): [string | undefined, McpLevel][] {
  const texts = levels.map(([label]) => said(label))
  return messagesIn(received, texts).map((text, index) => {
    const label = text === undefined ? undefined : levels[texts.indexOf(text)]?.[0]
    return [label, (received[index] as Received).level]
  })
}

/** Levels, and who asks for them. */
export const LEVEL_CHECKS: Readonly<Record<string, Check>> = {
  async 'sends each level at the level of MCP that it says, and none that MCP has not'(trial) {
    const tested = await trial.test()
    const received = await tested.during(() => logAll(tested))
    deepEqual(labelled(tested, received), tested.levels)
    const { levels } = trial.make({})
    for (const [label, level] of Object.entries(levels)) {
      if (level === false) deepEqual(await tested.during(() => tested.log(label, said(label), {})), [])
    }
  },

  async 'sends what its client has asked for, and not what another one has'(trial) {
    const tested = await trial.test()
    const other = await trial.open((server) => tested.adapter.attach(server))
    for (const asked of MCP_LEVELS) {
      await tested.setLevel(asked)
      const received = await tested.during(() => logAll(tested))
      const expected = tested.levels.filter(([, level]) => compareLevels(level, asked) >= 0)
      deepEqual(labelled(tested, received), expected, `at ${asked}`)
    }
    deepEqual(labelled(tested, await other.during(() => logAll(tested))), tested.levels)
  },

  async 'sends nothing to who has not asked, from 2026-07-28 on'(trial) {
    if (trial.wire.era === 'legacy') return
    const tested = await trial.test()
    await tested.setLevel(undefined)
    deepEqual(await tested.during(() => logAll(tested)), [])
    equal(tested.stats().sent, 0)
  },

  async 'takes the option `levels`'(trial) {
    const [label = '', level] = (await trial.test()).levels.at(-1) ?? []
    const changed = await trial.test({ levels: { [label]: level === 'alert' ? 'notice' : 'alert' } })
    const [record] = await changed.during(() => changed.log(label, 'text', {}))
    equal(record?.level, level === 'alert' ? 'notice' : 'alert')
    const dropped = await trial.test({ levels: { [label]: false } })
    deepEqual(await dropped.during(() => dropped.log(label, 'text', {})), [])
    equal(dropped.stats().dropped.unmapped, 1)
  },
}
