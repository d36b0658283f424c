import { expectKind, isFunction } from '../check.js'
import { type Check, Trial } from './contract.js'
import { LEVEL_CHECKS } from './contract-levels.js'
import { RECORD_CHECKS } from './contract-records.js'
import { ROUTING_CHECKS } from './contract-routing.js'
import { installedWires } from './test-session.js'
import type { MakeLogger } from './tested-logger.js'

/** Registers a test: `test` of node:test, vitest, Jest and the like. */
export type RegisterTest = (name: string, run: () => Promise<void>) => unknown

/**
 * Tests an adapter against what the adapters of this package keep to: official servers and clients of each MCP SDK that is
 * installed, in each protocol era, over a transport that serialises.
 *
 * @param name of the logger, with which the name of each test begins
 * @param test registers the tests with a test runner; without it they run now, one after the other
 * @returns where they run now, resolves once they have
 * @throws TypeError if an argument is wrong; where they run now, the promise rejects with the first failure
 */
export function testAdapter(name: string, makeLogger: MakeLogger, test: RegisterTest): void
export function testAdapter(name: string, makeLogger: MakeLogger): Promise<void>
export function testAdapter(name: string, makeLogger: MakeLogger, test?: RegisterTest): Promise<void> | undefined {
  expectKind('name', name, 'a string', (each) => typeof each === 'string')
  expectKind('makeLogger', makeLogger, 'a function', isFunction)
  const checks = Object.entries({ ...LEVEL_CHECKS, ...ROUTING_CHECKS, ...RECORD_CHECKS })
  if (test === undefined) return runAll(name, makeLogger, checks)
  expectKind('test', test, 'the test function of a test runner', isFunction)
  for (const [title, check] of checks) test(`${name}: ${title}`, () => run(check, makeLogger))
  return undefined
}

async function runAll(name: string, makeLogger: MakeLogger, checks: readonly [string, Check][]): Promise<void> {
  for (const [title, check] of checks) await run(check, makeLogger).catch((error) => fail(`${name}: ${title}`, error))
}

async function run(check: Check, makeLogger: MakeLogger): Promise<void> {
  for (const wire of await installedWires()) {
    const trial = new Trial(makeLogger, wire)
    try {
      await check(trial)
    } catch (error) {
      fail(wire.name, error)
    } finally {
      await trial.end()
    }
  }
}

/** @throws the error itself, with where it happened before its message */
function fail(where: string, error: unknown): never {
  if (error instanceof Error) {
    const { message, stack } = error
    error.message = `${where}: ${message}`
    if (stack !== undefined) error.stack = stack.replace(message, () => error.message)
  }
  throw error
}
